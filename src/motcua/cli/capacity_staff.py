"""`motcua capacity staff`: the fewest officers for a promise, confirmed on fresh days, and a roster."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from motcua.cli import capacity_own
from motcua.cli.capacity_files import refuse
from motcua.rules.capacity import BadScenario, clock

PLACES = 4


def add(kinds: Any) -> None:
    """Add `staff`."""
    one = kinds.add_parser(
        "staff",
        help="the fewest officers that keep a promise, and a roster",
        description="Find the fewest officers, all day and by the half hour, that keep a promise for every "
        "service; confirm them on days no search has seen; with `staffing` in it, make a roster. The hall is "
        "a scenario file, or learned from tickets of the database. For the land counter of the model "
        "district: "
        'motcua capacity staff --unit H23.37 --service dat-dai --promise "p90<15"',
    )
    one.add_argument("scenario", nargs="?", type=Path, metavar="SCENARIO.yaml")
    capacity_own.add_whose(one)
    one.add_argument(
        "--promise", default="p90<15", metavar="p90<15", help="nine of ten wait less than 15 min"
    )
    one.add_argument("--seed", type=int, default=1, metavar="S")
    one.add_argument(
        "--fresh", type=int, default=3, metavar="N", help="confirm on so many more seeds; 3 without"
    )
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the officers needed; 1 where fresh days do not confirm them."""
    from motcua.rules import capacity_read, staffing, staffing_check, staffing_roster

    asked = staffing.promise(args.promise)
    data, told = capacity_own.scenario(args)
    try:
        scenario = capacity_read.read(data)
        who = (
            staffing_roster.read(data["staffing"])
            if isinstance(data, Mapping) and "staffing" in data
            else None
        )
    except BadScenario as refusal:
        return refuse(Path(told), refusal)
    if scenario.is_steady:
        raise ValueError(f"{told}: a steady check has no hours to staff")
    found = staffing.fewest(scenario, asked, args.seed)
    duties = None if who is None else staffing_roster.roster(who, found.slots, found.by_slot)
    answer = {"learned_from": told} | _answer(found, who, duties)
    answer["fresh_seeds"] = [
        asdict(one) for one in staffing_check.on_fresh_seeds(scenario, found, args.fresh)
    ]
    answer["one_fewer"] = {
        "+".join(kind): round(share, PLACES)
        for kind, share in staffing_check.one_fewer(scenario, found).items()
    }
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)
    return 0 if found.is_confirmed and _is_kept(answer) else 1


def _is_kept(answer: Mapping[str, Any]) -> bool:
    least = answer["promise"]["share"]
    return all(min(one["all_day"], one["by_half_hour"]) >= least for one in answer["fresh_seeds"])


def _answer(found: Any, who: Any, duties: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "promise": {"share": found.promise.share, "minutes": found.promise.minutes},
        "officers": {"+".join(kind): n for kind, n in found.all_day.items()},
        "hours_all_day": found.hours("all_day"),
        "by_half_hour": [
            {"from": clock(slot[0]), "to": clock(slot[1]),
             **{"+".join(kind): row[at] for kind, row in found.by_slot.items()}}
            for at, slot in enumerate(found.slots)
        ],
        "hours_by_half_hour": found.hours(),
        "confirmed": found.is_confirmed,
        "seed": found.seed,
        "services": {name: _kept(found, name) for name in found.by_slot_figures if name != "all"},
        "missed": {
            "all_day": [_missed(one) for one in found.missed["all_day"]],
            "by_half_hour": [_missed(one) for one in found.missed["by_slot"]],
        },
    }  # fmt: skip
    if duties is not None:
        answer["roster"] = {
            "hours": duties.hours,
            "near_best": duties.is_near_best,
            "gap_share": round(duties.gap_share, PLACES),
            "short": [{"day": day, "from": clock(slot[0]), "serves": "+".join(kind), "officers": n}
                      for day, slot, kind, n in duties.short],
            "duties": _duties(who, duties),
        }  # fmt: skip
    return answer


def _kept(found: Any, name: str) -> dict[str, Any]:
    kept = {}
    for plan, figures in (("all_day", found.all_day_figures), ("by_half_hour", found.by_slot_figures)):
        share, wait = figures[name].share_within, figures[name].p90_wait_min
        kept[plan] = {
            "share_within": round(share.value, PLACES),
            "share_within_ci": [round(end, PLACES) for end in share.interval],
            "p90_wait_min": round(wait.value, PLACES),
            "p90_wait_min_ci": [round(end, PLACES) for end in wait.interval] if wait.interval else None,
        }
    return kept


def _missed(one: Any) -> dict[str, Any]:
    """A half hour that misses the promise."""
    since, until = one.slot
    share = round(one.share, PLACES)
    return {"service": one.service, "from": clock(since), "to": clock(until), "share_within": share}


def _duties(who: Any, duties: Any) -> list[dict[str, str]]:
    """One line a stretch at one kind of counter."""
    lines: list[dict[str, str]] = []
    last: dict[tuple[str, str], dict[str, str]] = {}
    for duty in sorted(duties.duties, key=lambda one: (who.days.index(one.day), one.officer, one.slot)):
        line = last.get((duty.day, duty.officer))
        serves, since, until = "+".join(duty.serves), clock(duty.slot[0]), clock(duty.slot[1])
        if line and line["to"] == since and line["serves"] == serves:
            line["to"] = until
            continue
        line = {"day": duty.day, "officer": duty.officer, "shift": duty.shift, "serves": serves,
                "from": since, "to": until}  # fmt: skip
        last[duty.day, duty.officer] = line
        lines.append(line)
    return lines


def _print(answer: Mapping[str, Any]) -> None:
    asked = answer["promise"]
    print(answer["learned_from"])
    print(f"promise: {asked['share']:.0%} wait no longer than {asked['minutes']:g} minutes")
    named = ", ".join(f"{name} {n}" for name, n in answer["officers"].items())
    print(f"all day: {named} ({answer['hours_all_day']:g} hours a day)")
    names = list(answer["officers"])
    print(f"by the half hour ({answer['hours_by_half_hour']:g} hours a day):")
    print("  from   " + "  ".join(names))
    for line in answer["by_half_hour"]:
        print(f"  {line['from']}  " + "  ".join(str(line[name]).rjust(len(name)) for name in names))
    for name, kept in answer["services"].items():
        for plan, one in kept.items():
            low, high = one["share_within_ci"]
            print(f"{name}, {plan}: {one['share_within']:.1%} within ({low:.1%}..{high:.1%}), "
                  f"90 % below {one['p90_wait_min']:.1f} min")  # fmt: skip
    _print_missed(answer["missed"])
    print("confirmed on fresh days" if answer["confirmed"] else "NOT confirmed on fresh days")
    for one in answer["fresh_seeds"]:
        print(
            f"  seed {one['seed']}: {one['all_day']:.1%} all day, {one['by_half_hour']:.1%} by the half hour"
        )
    for name, share in answer["one_fewer"].items():
        print(f"  {name} with one officer fewer: {share:.1%}")
    if "roster" in answer:
        _print_roster(answer["roster"])


def _print_missed(missed: Mapping[str, Any]) -> None:
    for plan, half_hours in missed.items():
        for one in half_hours:
            print(f"{one['service']}, {plan}: only {one['share_within']:.1%} of those who come "
                  f"{one['from']}-{one['to']}")  # fmt: skip


def _print_roster(roster: Mapping[str, Any]) -> None:
    print(f"roster: {roster['hours']:g} hours a week")
    for line in roster["duties"]:
        print(f"  {line['day']}  {line['officer']}  {line['from']}-{line['to']}  {line['serves']}")
    for line in roster["short"]:
        print(f"  LACKING {line['officers']}: {line['day']} {line['from']} {line['serves']}")
