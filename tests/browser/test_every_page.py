"""Every page the resolver knows: readable by everybody, at every width, with and without JavaScript."""

import os

import pytest

from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Who stands before the page: the first letters of the address say it.
VISITORS = {
    "/counter/": "lan_account",
    "/desk/": "minh_account",
    "/lead/": "hoa_account",
    "/quality/": "hoa_account",
    "/reports/": "hoa_account",
    "/posting/": "hoa_account",
    "/simplify/": "hoa_account",
    "/watch/": "hoa_account",
    "/process/": "hoa_account",
    "/accounts/": "lan_account",
}
# A telephone and a desk; `make prove` adds the tablet between them.
WIDTHS = (1440, 768, 360) if os.environ.get("MOTCUA_PROOF") == "full" else (1440, 360)
ANYBODY = ("/accounts/login/", "/accounts/inactive/")


def visitor(request, path):
    name = next((who for start, who in VISITORS.items() if path.startswith(start)), None)
    return None if name is None or path in ANYBODY else request.getfixturevalue(name)


@pytest.mark.parametrize("path", checks.addresses())
def test_it_shows_no_barrier_at_any_width(request, visit, path):
    page = visit(path, user=visitor(request, path))
    assert page.answer.status < 500

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert checks.violations(page) == []
        assert checks.overflow(page) <= 0, f"scrolls sideways at {width}"


def test_it_shows_its_heading_without_javascript(request, visit):
    bare = []
    for path in checks.addresses():
        page = visit(path, user=visitor(request, path), scripts=False)
        if not page.locator("h1").count() or not page.locator("h1").first.inner_text().strip():
            bare.append(path)

    assert bare == []
