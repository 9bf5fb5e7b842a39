"""Accounts from the terminal: an official comes, changes her password, and leaves."""

import argparse
import io

import pytest

from motcua.cli import people
from motcua.queries import access, moment, workdays
from motcua.records.models import Entry, User


def run(monkeypatch, typed, handler, **words):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return handler(argparse.Namespace(**words))


def test_a_password_is_set_anew(lan_account, monkeypatch):
    code = run(monkeypatch, "mot-mat-khau-dai\n", people._password, user="lan")

    assert code == 0
    assert User.objects.get(username="lan").check_password("mot-mat-khau-dai")


def test_a_short_password_changes_nothing(lan_account, monkeypatch):
    before = User.objects.get(username="lan").password

    with pytest.raises(ValueError, match="12 characters"):
        run(monkeypatch, "ngan\n", people._password, user="lan")

    assert User.objects.get(username="lan").password == before


def test_who_has_left_may_do_nothing_more(lan_account, monkeypatch):
    run(monkeypatch, "", people._leave, user="lan")

    user = User.objects.get(username="lan")
    assert access.actor_of(user, workdays.today(moment.now())).duties == ()
    assert not user.is_active
    assert Entry.objects.filter(verb="leave").count() == 1


def test_a_stranger_is_one_plain_line(db, monkeypatch):
    with pytest.raises(ValueError, match="account"):
        run(monkeypatch, "", people._leave, user="ai-do")
