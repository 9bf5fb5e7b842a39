"""The stage of the cheats: a small office, two ways a story can go, and the figures each would leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.actions import desk, question, result
from motcua.actions import dossier as dossiers
from motcua.queries import access, honest, honest_months, workdays
from motcua.records.models import Notice, ProcedureVersion, Question, UnitTally
from motcua.rules.intake import Person
from tests import make

MONTH = date(2024, 1, 1)
DAYS = (MONTH, date(2024, 3, 1))
WHY = "Không thuộc thẩm quyền giải quyết của xã."
WEEK_BEFORE = make.at("2024-01-02 08:00")
START = make.at("2024-01-08 08:00")  # a Monday; five working days: due on the 15th at 17:00
IN_TIME, LATE = make.at("2024-01-12 10:00"), make.at("2024-01-18 10:00")
AFTER = make.at("2024-02-20 09:00")


@dataclass(frozen=True)
class Figures:
    """What a story leaves: both shares, the late of the tallies, the questions asked."""

    raw: float | None
    screened: float | None
    late: int
    asked: frozenset[str]
    why: frozenset[str]


@dataclass
class Office:
    """The cast and the procedure of one commune."""

    unit: object
    version: ProcedureVersion
    lan: object
    minh: object
    hoa: object
    people: int = 0

    def person(self):
        """Somebody new, with a telephone of her own."""
        self.people += 1
        return make.applicant(
            f"Người Thứ {self.people}", id_number=f"030188{self.people:06d}", phone=f"09{self.people:08d}"
        )

    def intake(self, who, version=None):
        return make.intake(version or self.version, self.unit, Person(pk=who.pk))

    def filed(self, who=None, at=START):
        """A dossier that its applicant filed over the network: it has a trace from outside."""
        who = who or self.person()
        by = access.applicant_actor(who)
        return dossiers.file(by=by, intake=self.intake(who), now=at).dossier

    def begun(self, who=None, at=START):
        return dossiers.receive(by=self.lan, code=self.filed(who, at).code, now=at)

    def laid(self, who=None, at=START, version=None):
        """A dossier that an official says somebody laid on the counter."""
        who = who or self.person()
        return dossiers.take_in(by=self.lan, intake=self.intake(who, version), now=at).dossier

    def finish(self, dossier, at, *, with_result=True):
        """Work it to its end; the result is digitised the moment it is issued."""
        desk.propose(by=self.minh, code=dossier.code, now=at)
        done = desk.approve_and_issue(by=self.hoa, codes=[dossier.code], now=at)[0]
        if with_result:
            digitise(done, by=self.minh, at=at)
        return done

    def hand_over(self, dossier, at):
        result.pay(by=self.lan, code=dossier.code, amount=20_000, now=at)
        return result.hand_over(by=self.lan, code=dossier.code, now=at)

    def ordinary(self, count=3):
        """Dossiers that went as they should, in the week before."""
        for row in [self.begun(at=WEEK_BEFORE) for _ in range(count)]:
            self.finish(row, WEEK_BEFORE + timedelta(days=2))

    def figures(self, now=AFTER, unit=None, day=MONTH):
        """Run the sweep, then look at the figures."""
        unit = unit or self.unit
        found = honest_months.findings(day, now=now)
        question.raise_all(findings=found, month_on=day, now=now)
        standing = honest.standings([unit], DAYS, now=now)[0].screened
        late = sum(row.late_law for row in UnitTally.objects.filter(unit_id=unit.pk))
        asked = Question.objects.filter(unit_id=unit.pk).values_list("detector", flat=True)
        return Figures(
            standing.raw_share, standing.share, late, frozenset(asked), frozenset(map(str, standing.why))
        )

    def told(self, story, **asked):
        """Let a story happen, look at its figures, and undo it."""
        people = self.people
        with transaction.atomic():
            story()
            found = self.figures(**asked)
            transaction.set_rollback(True)
        self.people = people
        return found

    def honest_end(self):
        """What would have happened without the cheat: three in time, and one late."""

        def story():
            self.ordinary()
            self.finish(self.begun(), LATE)

        return self.told(story)


def digitise(dossier, *, by, at):
    """Attach the result's file."""
    from motcua.actions import document
    from motcua.rules.intake import Paper

    kept = document.keep_file(document.Upload(f"{dossier.pk:064x}", 10, "application/pdf"), now=at)
    paper = Paper("result", "Kết quả", file=kept.sha256)
    document.attach_result(by=by, code=dossier.code, paper=paper, electronic=True, now=at)


def delivered(at=None):
    """Let every message owed arrive."""
    for notice in Notice.objects.filter(sent_at=None):
        Notice.objects.filter(pk=notice.pk).update(sent_at=at or notice.created_at)


def gains_nothing(cheated, honest_end):
    """The cheat raises neither share that stands up nor, unseen, the raw one."""
    assert cheated.screened <= honest_end.screened, (cheated, honest_end)
    if cheated.raw > honest_end.raw:
        assert cheated.asked or cheated.why, f"the raw share rose and nothing asks: {cheated}"


def gains(cheated, honest_end):
    """With its protection off, the cheat pays: the test above can fail."""
    assert cheated.screened > honest_end.screened, (cheated, honest_end)


def day(text):
    return workdays.today(make.at(f"{text} 12:00"))


def minutes(at: datetime, count: float) -> datetime:
    return at + timedelta(minutes=count)
