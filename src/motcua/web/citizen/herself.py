"""What only the citizen may do: an official who is signed in acts under her own name, on her own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

Page = Callable[..., HttpResponse]


def is_official(request: HttpRequest) -> bool:
    """Tell whether an official is signed in on this browser."""
    return bool(request.actor.duties)


def herself(page: Page) -> Page:
    """Let an official read a citizen's page but send nothing from it: no filing, no paper, no rating.

    The link of a dossier is on the officials' pages too, and what comes by it counts as the citizen's.
    """

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_official(request):
            raise PermissionDenied("herself")
        return page(request, *args, **kwargs)

    return shown
