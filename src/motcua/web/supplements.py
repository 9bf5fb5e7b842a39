"""What a form says about supplements: which papers are asked for and why, which are brought now."""

from django.http import HttpRequest, QueryDict

from motcua.actions.supplement import Asked
from motcua.rules.intake import Paper
from motcua.web import uploads


def asked(told: QueryDict) -> list[Asked]:
    """Return the papers ticked under `ask`, with what is wrong with each."""
    return [
        Asked(
            key, told.get(f"name-{key}", ""), told.get(f"why-{key}", ""), told.get(f"kind-{key}", "original")
        )
        for key in told.getlist("ask")
    ]


def brought(request: HttpRequest) -> list[Paper]:
    """Return the papers ticked under `take`, their files already in the store.

    Raises: as uploads.keep_all.
    """
    told, owner = request.POST, uploads.owner_of(request)
    papers = []
    for key in told.getlist("take"):
        kept = uploads.keep_all(request.FILES.getlist(f"file-{key}"), owner=owner, now=request.now)
        file = kept[0] if kept else None
        papers.append(
            Paper(
                key,
                told.get(f"name-{key}", ""),
                kind=told.get(f"kind-{key}", "original"),
                file=file.sha256 if file else "",
                file_name=file.name if file else "",
            )
        )
    return papers
