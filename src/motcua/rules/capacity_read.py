"""Reading a scenario of the capacity twin from plain data, such as a YAML file gives."""

from collections.abc import Mapping

from motcua.rules.capacity import (
    LAWS,
    MOST_COUNTERS,
    MOST_SERVICES,
    ORDINARY,
    RESERVED,
    Appointments,
    BadScenario,
    Counter,
    Interval,
    Law,
    PriorityClass,
    Problem,
    Reader,
    Scenario,
    Service,
)

KEYS = ("title", "illustrative", "hours", "doors", "steady", "services", "counters", "appointments",
        "classes", "closing", "promise_minutes", "staffing")  # fmt: skip
SERVICE_KEYS = ("title", "title_en", "arrivals_per_hour", "minutes", "patience")
COUNTER_KEYS = ("name", "serves", "count", "hours", "breaks")
APPOINTMENT_KEYS = ("share", "no_show", "lateness", "grace_minutes", "priority")
MEAN_CV = 0.8  # where a file gives only a mean: what halls show, and what is said in the reference


def read(data: object) -> Scenario:
    """Return the scenario that plain data describe.

    Units: as in docs/reference/capacity.md: minutes, people an hour, shares from 0 to 1.
    Raises: BadScenario with everything that is wrong, not just the first.
    Source: CAP-01.

    >>> hall = {"hours": ["07:30-11:30"], "services": {"land": {"arrivals_per_hour": 12,
    ...         "minutes": {"mean": 14, "cv": 0.8}}}, "counters": [{"serves": ["land"], "count": 3}]}
    >>> len(read(hall).counters)
    3
    """
    reader = Reader()
    scenario = _scenario(reader, data)
    if reader.problems:
        raise BadScenario(reader.problems)
    return scenario


def problems(data: object) -> tuple[Problem, ...]:
    """Return everything that is wrong with a scenario; nothing when it can be simulated.

    Source: CAP-01.
    """
    try:
        read(data)
    except BadScenario as refusal:
        return refusal.problems
    return ()


def _scenario(reader: Reader, data: object) -> Scenario:
    given = reader.mapping("", data, KEYS)
    sessions, warmup = _sessions(reader, given)
    doors = _doors(reader, given, sessions)
    services = _services(reader, given.get("services"), "steady" in given, doors or sessions)
    names = tuple(service.name for service in services)
    appointments = _appointments(reader, given.get("appointments"), names)
    if "steady" in given and appointments.shares:
        reader.add("appointments", "a steady check has no appointments")
    overtime, waits = _closing(reader, given.get("closing"))
    return Scenario(
        sessions=sessions,
        services=services,
        counters=_counters(reader, given.get("counters"), names, sessions),
        appointments=appointments,
        classes=_classes(reader, given.get("classes")),
        overtime_minutes=overtime,
        line_waits_over_breaks=waits,
        warmup_minutes=warmup,
        is_steady="steady" in given,
        promise_minutes=reader.number("promise_minutes", given.get("promise_minutes", 15)),
        title=str(given.get("title", "")),
        is_illustrative=bool(given.get("illustrative", False)),
        doors=doors,
    )


def _sessions(reader: Reader, given: Mapping[str, object]) -> tuple[tuple[Interval, ...], float]:
    if "steady" not in given:
        return reader.hours("hours", given.get("hours")), 0.0
    if "hours" in given:
        reader.add("steady", "give hours or steady, not both")
    steady = reader.mapping("steady", given["steady"], ("minutes", "warmup"))
    minutes = reader.number("steady.minutes", steady.get("minutes"), 1)
    warmup = reader.number("steady.warmup", steady.get("warmup", 0.0))
    if warmup >= minutes:
        reader.add("steady.warmup", "leaves nothing to count")
    return ((0.0, minutes),), warmup


def _doors(
    reader: Reader, given: Mapping[str, object], sessions: tuple[Interval, ...]
) -> tuple[Interval, ...]:
    """When people come: a stretch for each of the hours, which begins with it or before and ends with it."""
    if "doors" not in given:
        return ()
    found = reader.hours("doors", given["doors"])
    fits = len(found) == len(sessions) and all(
        a <= since and b == until for (a, b), (since, until) in zip(found, sessions, strict=True)
    )
    if not fits and sessions:
        reader.add("doors", "one stretch for each of the hours, which may begin earlier and ends with it")
    return found if fits else ()


def _services(
    reader: Reader, raw: object, is_steady: bool, sessions: tuple[Interval, ...]
) -> tuple[Service, ...]:
    given = reader.mapping("services", raw)
    if not given or len(given) > MOST_SERVICES:
        reader.add("services", f"between 1 and {MOST_SERVICES} are needed")
    open_minutes = sum(until - since for since, until in sessions)
    found = []
    for name, one in given.items():
        where = f"services.{name}"
        if name in RESERVED:
            reader.add(where, f"this name is taken; {', '.join(sorted(RESERVED))} are keys of the answer")
        value = reader.mapping(where, one, SERVICE_KEYS)
        rates, step = _rates(reader, f"{where}.arrivals_per_hour", value.get("arrivals_per_hour"))
        if is_steady and step is not None:
            reader.add(f"{where}.arrivals_per_hour", "a steady check needs one number")
        if step is not None and sessions and step * (len(rates) - 1) >= open_minutes:
            reader.add(f"{where}.arrivals_per_hour", f"{len(rates)} steps of {step:g} minutes are more than "
                       f"the {open_minutes:g} minutes of opening")  # fmt: skip
        minutes = law(reader, f"{where}.minutes", value.get("minutes"))
        patience = law(reader, f"{where}.patience", value["patience"]) if "patience" in value else None
        found.append(Service(name, minutes, rates, step, patience))
    return tuple(found)


def _rates(reader: Reader, where: str, raw: object) -> tuple[tuple[float, ...], float | None]:
    if isinstance(raw, Mapping):
        given = reader.mapping(where, raw, ("every_minutes", "rates"))
        step = reader.number(f"{where}.every_minutes", given.get("every_minutes"), 1, 1440)
        return reader.listed(f"{where}.rates", given.get("rates"), reader.number), step
    if isinstance(raw, list | tuple):
        return reader.listed(where, raw, reader.number), 60.0
    return (reader.number(where, raw),), None


def law(reader: Reader, where: str, raw: object) -> Law:
    """Return a law of minutes: a number is fixed; `mean` and `cv` are lognormal unless `law` names another.

    Units: minutes.
    Source: CAP-01, CAP-04.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Law("deterministic", reader.number(where, raw, 1e-6, 1e5), 0.0)
    given = reader.mapping(where, raw, ("mean", "cv", "law", "empirical"))
    if "empirical" in given:
        return _empirical(reader, where, given)
    kind = str(given.get("law", "lognormal"))
    if kind not in LAWS[:4]:
        reader.add(f"{where}.law", f"{kind!r} is none of {', '.join(LAWS)}")
    mean = reader.number(f"{where}.mean", given.get("mean"), 1e-6, 1e5)
    if kind == "exponential":
        return Law(kind, mean, 1.0)
    cv = reader.number(f"{where}.cv", given.get("cv", 0.0 if kind == "deterministic" else MEAN_CV), 0.0, 10)
    return Law("deterministic", mean, 0.0) if cv == 0.0 or kind == "deterministic" else Law(kind, mean, cv)


def _empirical(reader: Reader, where: str, given: Mapping[str, object]) -> Law:
    if len(given) > 1:
        reader.add(where, "an empirical law is its list of minutes and nothing else")
    sample = reader.listed(f"{where}.empirical", given["empirical"], reader.number)
    mean = sum(sample) / len(sample) if sample else 0.0
    if not mean:
        reader.add(f"{where}.empirical", "all its minutes are nought")
        return Law("deterministic", 1.0, 0.0)
    variance = sum((one - mean) ** 2 for one in sample) / len(sample)
    return Law("empirical", mean, variance**0.5 / mean, sample)


def _counters(
    reader: Reader, raw: object, names: tuple[str, ...], sessions: tuple[Interval, ...]
) -> tuple[Counter, ...]:
    found: list[Counter] = []
    groups = reader.listed("counters", raw, lambda where, one: _group(reader, where, one, names))
    for name, serves, count, hours, breaks in groups:
        on = without(common(sessions, hours or sessions), breaks)
        for place in range(count):
            title = name or f"{len(found) + 1}"
            found.append(Counter(f"{title}.{place + 1}" if name and count > 1 else title, serves, on))
    if len(found) > MOST_COUNTERS:
        reader.add("counters", f"{len(found)} are more than {MOST_COUNTERS}")
    manned = {service for counter in found if counter.on for service in counter.serves}
    for service in names:
        if service not in manned and groups:
            reader.add("counters", f"nobody serves {service}")
    return tuple(found[:MOST_COUNTERS])


Group = tuple[str, tuple[str, ...], int, tuple[Interval, ...], tuple[Interval, ...]]


def _group(reader: Reader, where: str, raw: object, names: tuple[str, ...]) -> Group:
    given = reader.mapping(where, raw, COUNTER_KEYS)
    serves = reader.listed(f"{where}.serves", given.get("serves"), lambda _, one: str(one))
    for service in serves:
        if service not in names:
            reader.add(f"{where}.serves", f"there is no service {service!r}")
    if len(set(serves)) < len(serves):
        reader.add(f"{where}.serves", "names a service twice")
    count = reader.whole(f"{where}.count", given.get("count", 1), 0, MOST_COUNTERS)
    hours = reader.hours(f"{where}.hours", given["hours"]) if "hours" in given else ()
    breaks = reader.hours(f"{where}.breaks", given["breaks"]) if "breaks" in given else ()
    return str(given.get("name", "")), serves, count, hours, breaks


def _appointments(reader: Reader, raw: object, names: tuple[str, ...]) -> Appointments:
    if raw is None:
        return Appointments()
    given = reader.mapping("appointments", raw, APPOINTMENT_KEYS)
    share = given.get("share", 0.0)
    if isinstance(share, Mapping):
        shares = {name: reader.number(f"appointments.share.{name}", value, 0, 1)
                  for name, value in reader.mapping("appointments.share", share, names).items()}  # fmt: skip
    else:
        everywhere = reader.number("appointments.share", share, 0, 1)
        shares = dict.fromkeys(names, everywhere)
    late = reader.mapping("appointments.lateness", given.get("lateness", {}), ("mean", "sd"))
    return Appointments(
        shares={name: value for name, value in shares.items() if value > 0},
        no_show=reader.number("appointments.no_show", given.get("no_show", 0.0), 0, 1),
        late_mean_minutes=reader.number("appointments.lateness.mean", late.get("mean", 0.0), -120, 120),
        late_sd_minutes=reader.number("appointments.lateness.sd", late.get("sd", 0.0), 0, 120),
        grace_minutes=reader.number("appointments.grace_minutes", given.get("grace_minutes", 5), 0, 240),
        priority=reader.whole("appointments.priority", given.get("priority", 0), 0, 9),
    )


def _classes(reader: Reader, raw: object) -> tuple[PriorityClass, ...]:
    found: list[PriorityClass] = []
    total = 0.0
    for name, one in reader.mapping("classes", raw).items() if raw is not None else ():
        where = f"classes.{name}"
        given = reader.mapping(where, one, ("share", "priority"))
        share = reader.number(f"{where}.share", given.get("share"), 0, 1)
        priority = reader.whole(f"{where}.priority", given.get("priority", 1), 0, 9)
        total += share
        found.append(PriorityClass(name, share, priority))
    if total > 1 + 1e-9:
        reader.add("classes", f"their shares come to {total:g}, more than 1")
    if found and total < 1 - 1e-9 and ORDINARY not in {one.name for one in found}:
        found.append(PriorityClass(ORDINARY, 1 - total, 0))
    return tuple(found)


def _closing(reader: Reader, raw: object) -> tuple[float | None, bool]:
    given = reader.mapping("closing", raw, ("overtime_minutes", "line_at_break")) if raw is not None else {}
    limit = given.get("overtime_minutes")
    overtime = None if limit is None else reader.number("closing.overtime_minutes", limit, 0, 720)
    line = str(given.get("line_at_break", "stays"))
    if line not in ("stays", "served"):
        reader.add("closing.line_at_break", f"{line!r} is neither stays nor served")
    return overtime, line == "stays"


def common(one: tuple[Interval, ...], other: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return the stretches that lie in both.

    Units: minutes after midnight.
    Source: CAP-01.

    >>> common(((0, 10), (20, 30)), ((5, 25),))
    ((5, 10), (20, 25))
    """
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted(pair for pair in pairs if pair[0] < pair[1]))


def without(stretches: tuple[Interval, ...], breaks: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return the stretches with the breaks cut out.

    Units: minutes after midnight.
    Source: CAP-01.

    >>> without(((0, 10),), ((4, 6),))
    ((0, 4), (6, 10))
    """
    for since, until in breaks:
        cut = [((a, min(b, since)), (max(a, until), b)) for a, b in stretches]
        stretches = tuple(part for pair in cut for part in pair if part[0] < part[1])
    return stretches
