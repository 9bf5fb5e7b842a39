"""What every page must pass, and which pages there are: the list comes from the resolver."""

import os

from django.urls import URLPattern, URLResolver, get_resolver

IS_FULL = os.environ.get("MOTCUA_PROOF") == "full"
# A telephone and a desk; `make prove` adds the tablet between them.
WIDTHS = (1440, 768, 360) if IS_FULL else (1440, 360)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEFT_OUT = ("api/", "i18n/", "static/", "accounts/2fa/codes/download/", "accounts/signup/", "slips/")
NO_PAGES = ("hall/alarms/", "capacity/save/")  # a piece of a page, asked for again and again; an act

# Only what is wrong leaves the page: all that axe passed is ten times as much, and was never read.
RUN = """async (tags) => {
  const found = await axe.run({runOnly: tags, resultTypes: ["violations"]});
  return found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""


def violations(page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, one line each."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


def overflow(page) -> int:
    """Return by how many pixels the page scrolls sideways."""
    sideways: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return sideways


def barriers(page, *widths: int) -> list[str]:
    """Return what keeps anybody from using the page, at every width asked for or else at all of them.

    The page is opened once and drawn at each width: what the server answers does not know the width.
    """
    found = []
    for width in widths or WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} at {width}: {problem}" for problem in violations(page)]
        if overflow(page) > 0:
            found.append(f"{page.url} at {width}: scrolls sideways")
    return found


def addresses() -> list[str]:
    """Return every address that needs no argument: a new page joins by itself."""
    found = {f"/{path}" for path in _walk(get_resolver(), "") if not path.startswith(LEFT_OUT + NO_PAGES)}
    return sorted(path for path in found if "." not in path)  # robots.txt and its kind are no pages


def _walk(resolver: URLResolver, before: str):
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if "<" in path or "(?P" in path:
            continue
        if isinstance(entry, URLPattern):
            yield path.replace("^", "").replace("$", "")
        else:
            yield from _walk(entry, path)
