"""The visitor's address comes from our own proxies, and from nobody else."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from motcua.web.middleware import Proxies


def address(told):
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", **({"HTTP_X_FORWARDED_FOR": told} if told else {})
    )
    Proxies(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("proxies", "told", "found"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
    ids=["none", "one", "forged before", "two", "too few", "silent"],
)
def test_it_is_believed_as_far_as_it_is_ours(settings, proxies, told, found):
    settings.TRUSTED_PROXIES = proxies

    assert address(told) == found
