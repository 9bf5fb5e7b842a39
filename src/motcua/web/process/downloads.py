"""The map as a file: SVG, PNG, PDF, with its heading and its legend."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.edge import drawing
from motcua.web import words
from motcua.web.process import chart, dress, picture
from motcua.web.process.asked import Look

TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@login_required
@require_safe
def picture_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the map as it is asked for as a file."""
    if kind not in TYPES:
        raise Http404
    look = Look(request)
    drawn = chart.chart(look.map, look.labels, look.asked.share)
    told = dress.of(look, drawn, None)
    text = picture.svg(drawn, told, leaves=True)
    body: str | bytes = text
    if kind != "svg":
        title = f"{gettext('Process map')}: {told.heading}"
        body = drawing.picture(
            text,
            title=title,
            alt=told.sentence,
            lang=words.language(),
            kind="png" if kind == "png" else "pdf",
        )
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="process-map.{kind}"'
    return answer
