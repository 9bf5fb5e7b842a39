"""Programs of the cast: each with a key of its own."""

import json

import pytest

from motcua.actions import person
from motcua.queries import moment
from motcua.records.models import User
from motcua.rules.people import SYSTEM


class Program:
    """A client that speaks JSON with one key."""

    def __init__(self, client, token):
        self.client, self.head = client, {"HTTP_AUTHORIZATION": f"Bearer {token}"}

    def get(self, path, **asked):
        return self.client.get(f"/api/v1{path}", asked, **self.head)

    def post(self, path, body=None, key=None):
        head = self.head | ({"HTTP_IDEMPOTENCY_KEY": key} if key else {})
        text = body if isinstance(body, str) else json.dumps(body or {})
        return self.client.post(f"/api/v1{path}", text, content_type="application/json", **head)


@pytest.fixture
def program(client, db):
    """Make the program of an account."""

    def make(user_name, *scopes):
        wish = person.KeyWish("thử", scopes or ("read", "write"), 30)
        user = User.objects.get(username=user_name)
        return Program(client, person.issue_token(by=SYSTEM, user=user, wish=wish, now=moment.now()))

    return make
