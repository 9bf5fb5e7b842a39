"""What stands at the head of every page: whose house this is, and the desk of the person signed in."""

from datetime import date

from django.db.models import Q

from motcua.queries.access import NoSuch
from motcua.records.models import Post, Unit, User
from motcua.rules.people import Actor

KINDS = ("Thành phố", "Thị xã", "Thị trấn", "Huyện", "Quận", "Phường", "Tỉnh", "Xã", "UBND huyện", "UBND xã")


def host() -> dict[str, str]:
    """Return the name citizens know this house by, from its topmost unit with a counter. Costs 1 query."""
    top = (
        Unit.objects.filter(serves=True, until_on=None)
        .select_related("parent")
        .order_by("path", "id")
        .first()
    )
    if top is None:
        return {}
    where = [top.name] + ([_inside(top.parent.name)] if top.parent else [])
    return {"title": f"Một cửa {bare(top.name)}", "place": ", ".join(where), "phone": top.phone}


def bare(name: str) -> str:
    """Return a unit's name without its kind.

    >>> bare("Huyện Thanh Miện")
    'Thanh Miện'
    """
    kind = next((kind for kind in KINDS if name.lower().startswith(f"{kind.lower()} ")), "")
    return name[len(kind) :].strip()


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def desk(*, by: Actor, today: date) -> dict[str, str]:
    """Return the unit, the place and the title of the actor's first post. Costs 1 query."""
    held = Post.objects.filter(Q(until_on=None) | Q(until_on__gt=today), user=by.user_id, from_on__lte=today)
    post = held.select_related("unit__parent").order_by("id").first() if by.user_id else None
    if post is None:
        return {}
    above = post.unit.parent.name if post.unit.parent else ""
    return {"name": post.unit.name, "note": post.counter or above, "post": post.title}


def by_agency_code(code: str) -> Unit:
    """Return the unit that goes by this agency code now. Costs 1 query.

    Raises: NoSuch.
    """
    found = Unit.objects.filter(agency_code=code, until_on=None).order_by("id").first()
    if found is None:
        raise NoSuch(code)
    return found


def by_gso_code(kind: str, code: str) -> Unit:
    """Return the unit of that kind and administrative code now. Costs 1 query.

    Raises: NoSuch.
    """
    found = Unit.objects.filter(kind=kind, gso_code=code, until_on=None).order_by("id").first()
    if found is None:
        raise NoSuch(code)
    return found


def counters() -> list[Unit]:
    """Return the units that serve the public now, in the order of the tree. Costs 1 query."""
    return list(Unit.objects.filter(serves=True, until_on=None).order_by("path", "id"))


def account(user_name: str) -> User:
    """Return the account of that sign-in name. Costs 1 query.

    Raises: NoSuch.
    """
    found = User.objects.filter(username=user_name, is_active=True).first()
    if found is None:
        raise NoSuch(user_name)
    return found
