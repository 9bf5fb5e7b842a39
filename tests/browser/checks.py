"""What every page must pass, and which pages there are: the list comes from the resolver."""

from django.urls import URLPattern, URLResolver, get_resolver

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEFT_OUT = ("api/", "i18n/", "static/", "accounts/2fa/codes/download/", "accounts/signup/", "slips/")


def violations(page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def overflow(page) -> int:
    """Return by how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def addresses() -> list[str]:
    """Return every address that needs no argument: a new page joins by itself."""
    found = {f"/{path}" for path in _walk(get_resolver(), "") if not path.startswith(LEFT_OUT)}
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
