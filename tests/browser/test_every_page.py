"""Every page the resolver knows: readable by everybody, at every width, with and without JavaScript."""

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
ANYBODY = ("/accounts/login/", "/accounts/inactive/")


def visitor(request, path):
    name = next((who for start, who in VISITORS.items() if path.startswith(start)), None)
    return None if name is None or path in ANYBODY else request.getfixturevalue(name)


@pytest.mark.parametrize("path", checks.addresses())
def test_it_shows_no_barrier_at_any_width(request, visit, path):
    user = visitor(request, path)

    for width in (360, 768, 1440):
        page = visit(path, user=user, width=width)
        assert page.answer.status < 500
        assert checks.violations(page) == []
        assert checks.overflow(page) <= 0, f"scrolls sideways at {width}"


def test_it_shows_its_heading_without_javascript(request, visit):
    bare = []
    for path in checks.addresses():
        page = visit(path, user=visitor(request, path), scripts=False)
        if not page.locator("h1").count() or not page.locator("h1").first.inner_text().strip():
            bare.append(path)

    assert bare == []
