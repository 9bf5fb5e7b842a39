"""motcua index: the quality indices of a unit and period, from its tallies."""

import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from motcua.cli import composite, composite_runs, database
from motcua.queries import indicators as reads
from motcua.queries import moment
from motcua.queries.access import NoSuch
from motcua.rules import RuleError, criteria, four_measures, indicator_rows, indicators, periods, standing
from motcua.rules.indicators import Status
from motcua.rules.people import SYSTEM

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

STATUSES = {
    "vi": {Status.NOT_YET_MEASURED: "chưa đo được", Status.NO_DENOMINATOR: "không phát sinh",
           Status.NOT_APPLICABLE: "không áp dụng", Status.AWARDED: "được tối đa", Status.MEASURED: ""},
    "en": {Status.NOT_YET_MEASURED: "not yet measured", Status.NO_DENOMINATOR: "nothing to count",
           Status.NOT_APPLICABLE: "not applicable", Status.AWARDED: "maximum awarded", Status.MEASURED: ""},
}  # fmt: skip
WORDS = {
    "vi": {
        "code": "Mã", "name": "Chỉ số", "share": "Tỷ lệ", "points": "Điểm", "most": "Tối đa", "total": "TỔNG",
        "of": "trên", "measured": "điểm đo được", "hundred": "quy về 100", "estimate": "ước tính",
        "interval": "khoảng tin cậy 95 %",
    },
    "en": {
        "code": "Code", "name": "Indicator", "share": "Rate", "points": "Points", "most": "Max",
        "total": "TOTAL", "of": "of", "measured": "points measured", "hundred": "out of 100",
        "estimate": "estimate", "interval": "95 % interval",
    },
}  # fmt: skip


def add(commands: "Commands") -> None:
    """Add `index` and the indices it knows."""
    parser = commands.add_parser("index", help="compute a quality index of a unit and period")
    which = parser.add_subparsers(dest="which", metavar="INDEX", required=True)
    for name, said, run in (
        ("766", "the indicators of Decision 766", _run_766),
        ("61", "the nine criteria of Decree 61", _run_61),
        ("service", "cost, satisfaction, completion, digital take-up", _run_service),
    ):
        one = which.add_parser(name, help=said)
        one.add_argument("--unit", required=True, metavar="CODE", help="with all units below it")
        one.add_argument("--period", required=True, metavar="P", help="2024-09, 2024Q3, 2024H1, 2024")
        one.add_argument("--json", action="store_true", help="print one object")
        one.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the table")
        if name == "766":
            one.add_argument(
                "--profile",
                default="",
                metavar="X,Y",
                help="how what is unclear is read: a or b, text, award",
            )
            one.add_argument("--alone", action="store_true", help="the unit without those below it")
        one.set_defaults(run=run)
    composite.add(which)
    composite_runs.add(which)


Cells = tuple[str, str, str, str, str]  # code, name, rate, points, maximum


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures of when, and their sums."""

    place: reads.Place
    span: reads.Span
    sums: reads.Sums

    def head(self) -> dict[str, Any]:
        first, until = self.span.period.days
        return {"unit": self.place.unit.agency_code, "unit_name": self.place.unit.name}  | {
            "period": self.span.period.key, "from_on": first.isoformat(), "until_on": until.isoformat(),
            "as_of": self.span.at.isoformat(), "running": self.span.runs,
        }  # fmt: skip

    @property
    def on(self) -> date:
        return self.span.last_on


def _subject(args: "argparse.Namespace") -> Subject:
    database.prepare()
    try:
        unit = reads.unit(SYSTEM, code=args.unit)
    except NoSuch:
        raise ValueError(f"--unit {args.unit}: no unit has this code") from None
    span = reads.Span(periods.parse(args.period), moment.now())
    alone = getattr(args, "alone", False)
    place = next(p for p in reads.each(unit) if p.unit == unit) if alone else reads.whole(unit)
    return Subject(place, span, reads.values([place], span=span)[0])


def _run_766(args: "argparse.Namespace") -> int:
    """Print the indicators of Decision 766."""
    subject = _subject(args)
    chosen = [key for key in args.profile.split(",") if key]
    try:
        book = reads.book(subject.on, chosen)
    except RuleError as refusal:
        raise ValueError(f"--profile {args.profile}: choose of {refusal.facts.get('known')}") from None
    found = indicators.evaluate(book, subject.sums, level=subject.place.level)
    past = reads.Span(periods.before(subject.span.period), subject.span.at)
    before = indicators.evaluate(book, reads.values([subject.place], span=past)[0], level=subject.place.level)
    rows = indicator_rows.of_assessment(book, found, standing.changes(found, before))
    if args.json:
        return _json(subject.head() | rows)
    words, lines = WORDS[args.lang], list[Cells]()
    for group in found.groups:
        lines.append(
            ("", getattr(group.group.name, args.lang), "", _points(group.won), _whole(group.group.points))
        )
        lines += [_line(one, args.lang) for one in group.results]
    _table(subject, getattr(book.about, args.lang), lines, args.lang)
    band = getattr(found.band.name, args.lang) if found.band else "–"
    won, of_hundred = (_written(_points(value), args.lang) for value in (found.won, found.of_hundred))
    measured = f"{won} {words['of']} {_whole(found.measured)} {words['measured']}"
    print(f"\n{words['total']}: {measured}; {words['hundred']}: {of_hundred} ({band}, {words['estimate']})")
    return 0


def _line(one: indicators.Result, lang: str) -> Cells:
    name = getattr(one.indicator.name, lang)
    if one.indicator.estimate and one.is_counted:
        name += f" ({WORDS[lang]['estimate']})"
    said = STATUSES[lang][one.status] or _share(one.rate, one.numerator, one.denominator)
    if one.indicator.of == "minutes" and one.rate is not None:
        said = f"{float(one.rate) / 60:.2f} h"
    return (f"  {one.indicator.code}", name, said, _points(one.points), _whole(one.indicator.points))


def _run_61(args: "argparse.Namespace") -> int:
    """Print the nine criteria of Decree 61."""
    subject = _subject(args)
    paper = reads.paper(subject.on)
    found = criteria.evaluate(paper, subject.sums)
    if args.json:
        return _json(subject.head() | indicator_rows.of_sheet(paper, found))
    lines = [line for one in found.marks for line in _criterion(one, args.lang)]
    _table(subject, getattr(paper.about, args.lang), lines, args.lang)
    words, band = WORDS[args.lang], getattr(found.band.name, args.lang) if found.band else "–"
    print(f"\n{words['total']}: {found.won} {words['of']} {found.measured} {words['measured']} ({band})")
    return 0


def _criterion(one: criteria.Mark, lang: str) -> list[Cells]:
    points = "–" if one.points is None else str(one.points)
    name, said = getattr(one.criterion.name, lang), STATUSES[lang][one.status]
    rates = one.seen if one.points is not None else ()
    return [(one.criterion.code, name, said, points, str(criteria.MOST))] + [
        ("", f"  {getattr(at.rate.name, lang)}", _share(at.value, at.numerator, at.denominator), "", "")
        for at in rates
    ]


def _run_service(args: "argparse.Namespace") -> int:
    """Print the four measures of the service."""
    subject = _subject(args)
    four = reads.four(subject.on)
    found = four_measures.evaluate(four, subject.sums)
    if args.json:
        return _json(subject.head() | indicator_rows.of_four(four, found))
    lines = [("", getattr(one.measure.name, args.lang), _reading(one, args.lang), "", "") for one in found]
    _table(subject, getattr(four.about, args.lang), lines, args.lang)
    return 0


def _reading(one: four_measures.Reading, lang: str) -> str:
    if one.value is None:
        return STATUSES[lang][one.status]
    if one.measure.unit == "vnd":
        return f"{round(one.value):,} ₫ ({one.numerator:,} / {one.denominator:,})"
    said = _share(one.value, one.numerator, one.denominator)
    if one.low is not None and one.high is not None:
        said += f"; {WORDS[lang]['interval']}: {one.low:.2%} – {one.high:.2%}"
    return said


def _json(found: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0


def _share(rate: Any, above: int | None, below: int | None) -> str:
    return "–" if rate is None else f"{above:,} / {below:,} = {float(rate):.2%}"


def _points(value: Any) -> str:
    return indicator_rows.shown(value) or "–"


def _whole(value: Any) -> str:
    return f"{float(value):g}"


def _table(subject: Subject, title: str, lines: list[Cells], lang: str) -> None:
    words = WORDS[lang]
    head = (words["code"], words["name"], words["share"], words["points"], words["most"])
    rows = [head, *lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    print(f"{title}\n{subject.place.unit.name} · {subject.span.period.key}\n")
    for row in rows:
        figures = [_written(row[2].ljust(widths[2]), lang), _written(row[3].rjust(widths[3]), lang)]
        cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1]), *figures, row[4].rjust(widths[4])]
        print("  ".join(cells).rstrip())


def _written(figure: str, lang: str) -> str:
    """Write figures as the language does: "1.436 / 1.443 = 99,51%"."""
    return figure.translate(str.maketrans(",.", ".,")) if lang == "vi" else figure
