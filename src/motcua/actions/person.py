"""What is kept of people: applicants as told, officials, their posts and their keys."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.actions import journal, rows
from motcua.queries import access, plain, workdays
from motcua.records.models import ApiToken, Applicant, Post, User
from motcua.rules import RuleError, intake
from motcua.rules.intake import Person
from motcua.rules.people import Actor, Role
from motcua.rules.text import clean, fold


class PersonUnknown(RuleError):
    """The applicant named by the form is not in the register."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An applicant as now kept, and the names of the fields that changed with it; never what was in them."""

    applicant: Applicant
    changed: tuple[str, ...] = ()


def keep(told: Person, *, today: date) -> Kept:
    """Return the applicant, found by number or made, with what is newly told filled in.

    A name once kept is not overwritten by a reception; correcting it is an act of its own. Called
    inside a transaction. Costs 1 to 3 statements.

    Raises: PersonUnknown; the errors of rules.intake.person.
    """
    if told.pk is not None:
        found = access.one(Applicant.objects.filter(pk=told.pk))
        if found is None:
            raise PersonUnknown(pk=told.pk)
        return Kept(found)
    person = intake.person(told, today)
    known = _known(person)
    if known is None:
        fresh = Applicant(**_columns(person))
        if rows.insert_if_new(fresh):
            return Kept(fresh)
        known = _known(person)  # the same person at two counters in the same moment
        assert known is not None
    news = {
        name: value
        for name, value in _columns(person).items()
        if value
        and name in ("phone", "email", "address", "birth_on", "sex")
        and getattr(known, name) != value
    }
    if news:
        Applicant.objects.filter(pk=known.pk).update(**news, revision=known.revision + 1)
        for name, value in news.items():
            setattr(known, name, value)
    return Kept(known, tuple(news))


def _known(person: Person) -> Applicant | None:
    if person.id_number:
        rest = f"FROM {plain.table(Applicant, 'a')} WHERE a.id_kind = %s AND a.id_number = %s"
        known = plain.read((("a", Applicant),), rest=rest, values=[str(person.id_kind), person.id_number])
        return next((row for (row,) in known), None)
    if not person.phone:
        return None
    same = Applicant.objects.filter(phone=person.phone, name_fold=fold(person.name), id_number="")
    return same.order_by("id").first()


def _columns(person: Person) -> dict[str, object]:
    return {
        "kind": person.kind,
        "name": person.name,
        "name_fold": fold(person.name),
        "id_kind": person.id_kind,
        "id_number": person.id_number,
        "birth_on": person.birth_on,
        "sex": person.sex,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
    }


class NameTaken(RuleError):
    """Another account has this sign-in name."""


@dataclass(frozen=True, slots=True)
class Account:
    """How an official signs in; without a password somebody must set one first.

    `hashed` is a password already hashed, for many accounts at once.
    """

    user_name: str
    full_name: str
    password: str | None = None
    hashed: str = ""


@dataclass(frozen=True, slots=True)
class Engagement:
    """A post to give: where, as what, from when."""

    unit_id: int
    role: Role
    from_on: date
    title: str = ""
    counter: str = ""


@transaction.atomic
def engage(*, by: Actor, account: Account, posts: Sequence[Engagement], now: datetime) -> User:
    """Make an official's account with posts. Granting roles is written into the journal.

    Raises: NameTaken; text.UnreadableText.
    """
    if User.objects.filter(username=account.user_name).exists():
        raise NameTaken(name=account.user_name[:40])
    user = User(username=clean(account.user_name, limit=150), full_name=clean(account.full_name, limit=150))
    if account.hashed:
        user.password = account.hashed
    else:
        user.set_password(account.password)  # without one: nobody can sign in yet
    user.save()
    Post.objects.bulk_create(
        Post(
            user=user,
            unit_id=post.unit_id,
            role=post.role,
            title=clean(post.title, limit=100),
            counter=clean(post.counter, limit=60),
            from_on=post.from_on,
        )
        for post in posts
    )
    granted = [{"unit": post.unit_id, "role": str(post.role)} for post in posts]
    journal.write("engage", by=by, at=now, payload={"facts": {"posts": granted}}, subject=f"user:{user.pk}")
    return user


@transaction.atomic
def leave(*, by: Actor, user: User, now: datetime) -> int:
    """End every post of an official today and close the account; return how many posts ended.

    Posts are read on every request, so the next one finds none.
    """
    today = workdays.today(now)
    held = Post.objects.filter(Q(until_on=None) | Q(until_on__gt=today), user=user)
    ended = held.update(until_on=today)
    User.objects.filter(pk=user.pk).update(is_active=False)
    facts = {"posts": ended, "until_on": today.isoformat()}
    journal.write("leave", by=by, at=now, payload={"facts": facts}, subject=f"user:{user.pk}")
    return ended


@transaction.atomic
def set_password(*, by: Actor, user: User, password: str, now: datetime) -> None:
    """Set an official's password anew; sessions made with the old one end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.write("set_password", by=by, at=now, payload={"facts": {}}, subject=f"user:{user.pk}")


@dataclass(frozen=True, slots=True)
class KeyWish:
    """A key to make: for which program, with which scopes, for how many days."""

    name: str
    scopes: tuple[str, ...]
    days: int


@transaction.atomic
def issue_token(*, by: Actor, user: User, wish: KeyWish, now: datetime) -> str:
    """Make a program's key and return it; it is shown once, only its hash is kept."""
    token = f"mc_{secrets.token_urlsafe(32)}"
    scopes = sorted(set(wish.scopes))
    kept = ApiToken.objects.create(
        user=user,
        name=clean(wish.name, limit=100),
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        scopes=scopes,
        created_at=now,
        expires_at=now + timedelta(days=wish.days),
    )
    journal.write(
        "issue_token", by=by, at=now, payload={"facts": {"scopes": scopes}}, subject=f"token:{kept.pk}"
    )
    return token


@transaction.atomic
def revoke_token(*, by: Actor, token: ApiToken, now: datetime) -> None:
    """End a program's key at once."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    journal.write("revoke_token", by=by, at=now, payload={"facts": {}}, subject=f"token:{token.pk}")
