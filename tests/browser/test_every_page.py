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
    "/capacity/": "hoa_account",
    "/analysis/": "hoa_account",
    "/criteria/": "hoa_account",
    "/survey/": "hoa_account",
    "/advice/": "hoa_account",
    "/booking/models/": "hoa_account",
    "/hall/visits/": "hoa_account",
    "/accounts/": "lan_account",
}
ANYBODY = ("/accounts/login/", "/accounts/inactive/")


def standing_before(path):
    """Return the name of the account that stands before a page; nobody's name where anybody may."""
    name = next((who for start, who in VISITORS.items() if path.startswith(start)), "")
    return "" if path in ANYBODY else name


def visitor(request, name):
    return request.getfixturevalue(name) if name else None


@pytest.mark.parametrize("path", checks.addresses())
def test_it_shows_no_barrier_at_any_width(request, visit, path):
    page = visit(path, user=visitor(request, standing_before(path)))

    assert page.answer.status < 500
    assert checks.barriers(page) == []


@pytest.mark.parametrize("name", sorted({standing_before(path) for path in checks.addresses()}))
def test_it_shows_its_heading_without_javascript(request, visit, live_server, name):
    page, bare = visit("/parts/", user=visitor(request, name), scripts=False), []

    for path in checks.addresses():
        if standing_before(path) == name:
            page.goto(live_server.url + path)
            if not page.locator("h1").count() or not page.locator("h1").first.inner_text().strip():
                bare.append(path)

    assert bare == []
