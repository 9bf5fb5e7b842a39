"""What a citizen reads about her dossier: the state as a sentence, the way, the count of days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from motcua.queries.citizen import Followed, Passed
from motcua.queries.workdays import wall
from motcua.rules.ledger import Ledger, LineKind
from motcua.rules.lifecycle import State
from motcua.web import words

HEADINGS: Mapping[str, str] = {
    "filed": _("Sent; the office has not answered yet"),
    "incomplete": _("More papers are needed before reception"),
    "refused": _("The office could not receive this dossier"),
    "received": _("Received; work is about to begin"),
    "in_process": _("The office is working on it"),
    "waiting": _("The office is waiting for more papers"),
    "charged": _("Waiting for a payment or tax duty to be settled"),
    "proposed": _("Done; waiting for the leader’s approval"),
    "approved": _("One more signature and it is ready"),
    "signed": _("Signed; being numbered and sealed"),
    "decided": _("The result is ready"),
    "handed_over": _("The result has been handed over"),
    "withdrawn": _("This dossier was withdrawn, as asked"),
    "stopped": _("The office has stopped working on this dossier"),
}
LATE = _("The office is late with this dossier")
LATE_ANSWER = _("The office has not answered in time")
DECLINED = _("The request was not granted; the written answer is ready")

PASSED: Mapping[str, str] = {
    "file": _("Sent over the network"),
    "receive": _("%(unit)s has received it"),
    "refuse": _("%(unit)s could not receive it"),
    "ask_supplement": _("Waiting for more papers"),
    "charge": _("Waiting for a payment or tax duty"),
    "transfer": _("Handed on to %(unit)s"),
    "propose": _("Drafted and laid before the leader"),
    "send_back": _("The leader asked for the draft to be mended"),
    "approve": _("The leader has approved it"),
    "sign": _("The leader has signed it"),
    "decide": _("The result is ready"),
    "hand_over": _("The result has been handed over"),
    "extend": _("The office has apologised and named a new day"),
    "withdraw": _("Withdrawn"),
    "stop": _("Work was stopped"),
    "correct": _("Taken up again to be corrected"),
}
NOW: Mapping[str, str] = {
    "filed": _("Waiting for the office to look at it"),
    "incomplete": _("Waiting for the papers asked for"),
    "received": _("Waiting for work to begin"),
    "in_process": _("Being worked on"),
    "waiting": _("Waiting for the papers asked for"),
    "charged": _("Waiting for the duty to be settled"),
    "proposed": _("Waiting for the leader’s approval"),
    "approved": _("Waiting for the leader’s signature"),
    "signed": _("Being numbered and sealed"),
    "decided": _("Ready to be collected"),
}
TOLD: Mapping[str, str] = {
    "filed": _("Sent over the network"),
    "received": _("Received, with the day of the result"),
    "refused": _("Not received, with the reason"),
    "supplement_asked": _("More papers are needed"),
    "supplement_taken": _("The papers have arrived"),
    "charged": _("A duty has to be settled"),
    "settled": _("The duty is settled"),
    "decided": _("The result is ready"),
    "extended": _("A new day, with an apology"),
    "withdrawn": _("Withdrawn"),
    "stopped": _("Work was stopped"),
    "stuck": _("It rests longer than usual; the leader has been told"),
    "rate": _("Result handed over; please rate"),
    "recounted": _("A new day"),
    "code": _("A code to confirm by; tell it only if you agree"),
}
CHANNELS: Mapping[str, str] = {"sms": _("Text message"), "email": _("E-mail"), "zalo": _("Zalo")}
EVENTS: Mapping[str, tuple[str, str, str]] = {
    "birth": ("baby", _("A child is born"), _("birth registration, residence and health card of the child")),
    "marriage": ("heart-handshake", _("Marriage"), _("registration, certificate of marital status")),
    "land": ("land-plot", _("Land and housing"), _("transfer, division, new certificate")),
    "business": ("store", _("Opening a shop"), _("household business: register, change, close")),
    "papers": ("stamp", _("Copies and certification"), _("copies, signatures, contracts")),
    "home": ("house", _("Moving home"), _("permanent and temporary residence")),
    "benefits": ("hand-heart", _("Benefits"), _("the elderly, the disabled, people of merit")),
    "death": ("flower-2", _("A death in the family"), _("death registration, funeral costs")),
    "family": ("users-round", _("Family and children"), _("adoption, guardianship, parent and child")),
    "school": ("graduation-cap", _("School"), _("admission, change of school, certificates")),
    "building": ("building-2", _("Building a house"), _("building permits")),
    "community": ("handshake", _("Village and community"), _("religion, culture, associations")),
    "justice": ("scale", _("Justice and complaints"), _("mediation, complaints, legal help")),
}


def heading(followed: Followed) -> str:
    """Return the state of the dossier as a sentence."""
    row = followed.dossier
    if row.state == State.DECIDED and row.outcome == "rejected":
        return gettext(DECLINED)
    if followed.left is not None and followed.left.late:
        return gettext(LATE_ANSWER if row.state == State.FILED else LATE)
    return gettext(HEADINGS.get(row.state, HEADINGS["in_process"]))


def due(followed: Followed, now: datetime) -> dict[str, Any] | None:
    """Return the box with the date: its tone, icon, small heading, date and what follows from it."""
    row, left = followed.dossier, followed.left
    if row.state == State.FILED and row.answer_due_at and left is not None and left.late:
        text = gettext("The office owes an answer. A telephone call or a visit to it helps at once.")
        return _box("bad", "alarm-clock", gettext("An answer was due by"), row.answer_due_at, text)
    if row.state == State.FILED and row.answer_due_at:
        text = gettext("By then the office says whether it receives the dossier, or what is missing.")
        return _box("calm", "clock", gettext("An answer by"), row.answer_due_at, text)
    if row.ended_at is not None:
        return _ended(followed)
    if row.due_at is None or left is None:
        return _waiting(followed)
    if left.late:
        text = gettext("The office is late. It owes a written apology and a new day.")
        return _box("bad", "alarm-clock", gettext("The day has passed"), row.due_at, text)
    if wall(row.due_at).date() == wall(now).date():
        text = gettext(
            "If it is ready earlier, a message comes. If it is late, the office owes a written apology."
        )
        return _box("warn", "clock-alert", gettext("Due today"), row.due_at, text)
    text = gettext("If it is ready earlier, a message comes.")
    return _box("good", "calendar-check", gettext("The result is due"), row.due_at, text)


def _box(tone: str, icon: str, key: str, at: datetime | None, text: str) -> dict[str, Any]:
    return {"tone": tone, "icon": icon, "key": key, "at": at, "text": text}


def _ended(followed: Followed) -> dict[str, Any] | None:
    row = followed.dossier
    if row.state == State.DECIDED:
        text = gettext("Bring the slip or the code. The office is %(unit)s.") % {"unit": row.unit.name}
        return _box("good", "hand-helping", gettext("Ready since"), row.ended_at, text)
    if row.state == State.HANDED_OVER:
        return _box("good", "circle-check", gettext("Handed over"), row.handed_over_at, "")
    return _box("calm", "info", gettext("Ended"), row.ended_at, "")


def _waiting(followed: Followed) -> dict[str, Any] | None:
    row = followed.dossier
    if row.state == State.CHARGED:
        text = gettext(
            "The days until then do not count. The day of the result follows when the duty is settled."
        )
    elif row.state in (State.WAITING, State.INCOMPLETE):
        text = gettext(
            "The days until then do not count. The day of the result follows when the papers arrive."
        )
    else:
        return None
    return _box("pause", "circle-pause", gettext("The clock stands still"), None, text)


def way(followed: Followed) -> list[dict[str, str]]:
    """Return the stations for the path, then where it is now, then what comes last."""
    stations = [_station(one) for one in followed.way]
    state = followed.dossier.state
    if state in NOW and not followed.way[-1].is_open:
        stations.append({"title": gettext(NOW[state]), "note": _since(followed.way[-1].at), "state": "now"})
    if state in NOW and state != State.DECIDED:
        stations.append(
            {"title": gettext("Collect the result"), "note": followed.dossier.unit.name, "state": "next"}
        )
    return stations


def _station(one: Passed) -> dict[str, str]:
    waited = one.verb in ("ask_supplement", "charge")
    if one.verb == "advance":
        step = one.step_en if words.language() == "en" and one.step_en else one.step_vi
        title = gettext("Done: %(step)s") % {"step": _lower(step)} if step else gettext("A step is done")
    else:
        pattern = gettext(PASSED.get(one.verb, PASSED["receive"]))
        title = pattern % {"unit": one.unit or gettext("The office")}
    if not waited:
        at = f"{words.weekday(one.at)} {words.short_day(one.at)}, {words.hour(one.at)}"
        return {"title": title, "note": at, "state": "done"}
    if one.is_open:
        return {"title": title, "note": _since(one.at) + " · " + gettext("does not count"), "state": "now"}
    span = gettext("%(from)s to %(to)s") % {
        "from": words.short_day(one.at),
        "to": words.short_day(one.until_at),
    }
    return {"title": title, "note": span + " · " + gettext("does not count"), "state": "wait"}


def _since(at: datetime) -> str:
    return gettext("since %(day)s") % {"day": f"{words.weekday(at)} {words.short_day(at)}"}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


TONES = {LineKind.OFF: "off", LineKind.RECEIVED: "off", LineKind.RECEIVED_LATE: "off"}
TONES |= {LineKind.PAUSED: "pause", LineKind.RESTARTED: "pause"}


def ledger(found: Ledger | None) -> list[dict[str, str]]:
    """Return the lines that count the days, in the words that stand on the slip.

    A weekend or a holiday within counted days is told on their line.
    """
    lang = words.language()
    lines: list[dict[str, str]] = []
    until = None  # where the last counted days end
    for line in found.lines if found else ():
        said = line.text_vi if lang == "vi" else line.text_en
        if line.kind is LineKind.OFF and until is not None and line.from_at <= until:
            skipped = [lines[-1]["note"], said] if lines[-1].get("note") else [said]
            lines[-1]["note"] = "; ".join(dict.fromkeys("; ".join(skipped).split("; ")))
            continue
        shown = {"when": line.label(lang), "text": said, "counted": "", "tone": TONES.get(line.kind, "")}
        if line.kind is LineKind.COUNTED:
            shown |= {"text": "", "counted": said}
        until = line.to_at if line.kind is LineKind.COUNTED else None
        lines.append(shown)
    for shown in lines:
        if shown.get("note"):
            shown["note"] = gettext("not counting %(days)s") % {"days": shown["note"]}
    return lines


def term(value: int | None, unit: str) -> str:
    """Write a length of time as a person says it: "5 working days", "the same day"."""
    if value is None or not unit:
        return ""
    if value == 0 and unit == "working_day":
        return gettext("the same day")
    patterns = {
        "hour": ngettext("%(count)d working hour", "%(count)d working hours", value),
        "working_day": ngettext("%(count)d working day", "%(count)d working days", value),
        "day": ngettext("%(count)d day", "%(count)d days", value),
        "month": ngettext("%(count)d month", "%(count)d months", value),
    }
    return patterns[unit] % {"count": value}


def days(found: tuple[date, ...]) -> str:
    """Write the days on which somebody looked, the last three of them."""
    shown = [words.short_day(on) for on in found[-3:]]
    return ("… " if len(found) > 3 else "") + ", ".join(shown)


def promise(followed: Followed) -> tuple[str, str]:
    """Write the time the office promised and the time the law allows; the second empty when they are one."""
    if followed.terms is None or followed.terms.promise is None:
        return "", ""
    promised = term(followed.terms.promise.value, followed.terms.promise.unit)
    by_law = term(followed.terms.law.value, followed.terms.law.unit) if followed.terms.law else ""
    return promised, by_law if by_law != promised else ""


def resting(alert: Any, unit: Any) -> list[str]:
    """Say honestly that a dossier rests unusually long, who knows of it, and what happens next."""
    if alert is None:
        return []
    said = [
        gettext("It has rested in one step since %(day)s; nearly all dossiers go on sooner.")
        % {"day": words.day(alert.since)},
        gettext("The official and the leader have been told; the leader was told on %(day)s.")
        % {"day": words.day(alert.leader_at or alert.raised_at)},
        gettext("Next: the leader looks into it. There is nothing to bring or to send again."),
    ]
    if unit.phone:
        ask = gettext("Whoever wants to ask may call %(phone)s and name the code.")
        said.append(ask % {"phone": unit.phone})
    return said
