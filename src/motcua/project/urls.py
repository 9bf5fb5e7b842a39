"""Addresses: each face brings its own; a face that is not built yet is left out."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from motcua.web import parts, uploads
from motcua.web.accounts.views import home
from motcua.web.counter import search
from motcua.web.faces import FACES

PREFIXES = {face: f"{face}/" for face in FACES if face not in ("accounts", "citizen")}
PREFIXES |= {"citizen": ""}  # last: its addresses begin with nothing

urlpatterns: list[URLPattern | URLResolver] = [
    path("home/", home, name="home"),
    path("accounts/", include("motcua.web.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("parts/", parts.page, name="parts"),
    path("search/", search.page, name="search"),
    path("files/<str:code>/<int:document_id>/", uploads.download, name="file"),
    path("slips/", include("motcua.web.slips.urls")),
]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


for _face, _prefix in PREFIXES.items():
    if _exists(f"motcua.web.{_face}.urls"):
        urlpatterns.append(path(_prefix, include((f"motcua.web.{_face}.urls", _face))))
if _exists("motcua.api.urls"):
    urlpatterns.append(path("api/", include("motcua.api.urls")))

handler400 = "motcua.web.errors.bad_request"
handler403 = "motcua.web.errors.forbidden"
handler404 = "motcua.web.errors.not_found"
handler500 = "motcua.web.errors.broken"
