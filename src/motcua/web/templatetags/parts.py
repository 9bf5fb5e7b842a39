"""The parts every page is built from: tags that show them, filters that write dates, numbers and names."""

import json
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, Form
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from motcua.web import drawings, labels, words

register = template.Library()
STATIC = settings.PACKAGE / "web" / "static"

register.filter("day", words.day)
register.filter("short_day", words.short_day)
register.filter("hour", words.hour)
register.filter("weekday", words.weekday)
register.filter("full_day", words.full_day)
register.filter("moment", words.moment)
register.filter("short_moment", words.short_moment)
register.filter("number", words.number)
register.filter("share", words.share)
register.filter("money", words.money)
register.filter("length_words", words.length)  # `length` is Django's own
register.filter("days", words.days)
register.filter("grouped", words.grouped)
register.filter("masked", words.masked)
register.filter("nbsp", words.unbroken)
register.filter("initials", words.initials)


@register.filter
def state_name(state: str) -> str:
    """Write a state of a dossier in words."""
    return gettext(labels.STATES[state]) if state in labels.STATES else str(state)


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a state's label."""
    return labels.STATE_TONES.get(state, "")


@register.filter
def verb_name(verb: str) -> str:
    """Write a verb in words."""
    return gettext(labels.VERBS[verb]) if verb in labels.VERBS else str(verb)


@register.filter
def role_name(role: str) -> str:
    """Write an official's role in words."""
    return gettext(labels.ROLES[role]) if role in labels.ROLES else str(role)


@register.filter
def percent(value: float, of: float = 1) -> int:
    """Return the whole percent for a length class: `class="mc-p-{{ done|percent:total }}"`."""
    return max(0, min(100, round(100 * float(value or 0) / float(of)))) if of else 0


@cache
def _manifest(changed_at: int) -> dict[str, str]:
    return json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))


def _built(name: str) -> str:
    try:
        return _manifest((STATIC / "manifest.json").stat().st_mtime_ns).get(name, name)
    except OSError:
        return name  # not built yet: pages still answer, plain


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file; its name carries its content, so it may be kept for ever."""
    return static(_built(name))


def built(name: str) -> bytes:
    """Return the content of a built file; nothing where nothing is built yet."""
    path = STATIC / _built(name)
    return path.read_bytes() if path.exists() else b""


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, more: str) -> SafeString:
    return format_html(
        '<svg class="mc-i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {more}" if more else "",
        sprite,
        name,
    )


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """Show an icon of assets/icons.txt; it is decoration, so words stand beside it."""
    return _icon(asset("icons.svg"), name, more)


@register.simple_tag
def qr(link: str) -> SafeString:
    """Draw a link as a QR code for a phone's camera; the link itself stands beside it for everybody else."""
    return mark_safe(f'<span class="mc-qr" role="img" aria-label="QR">{drawings.qr(link)}</span>')


@register.simple_tag
def kbd(key: str) -> SafeString:
    """Show a key cap."""
    return format_html("<kbd>{}</kbd>", key)


@register.simple_tag
def state_label(text: str, tone: str = "", mark: str = "") -> SafeString:
    """Show a label: `{% state_label "Có" "good" "check" %}`; tones: good, info, warn, bad, gold, none."""
    shown = icon(mark) if mark else ""
    kind = f" mc-state--{tone}" if tone else ""
    return format_html('<span class="mc-state{}">{}{}</span>', kind, shown, text)


CLOCKS = {
    "running": ("", "clock"),
    "near": ("warn", "clock-alert"),
    "late": ("bad", "alarm-clock"),
    "paused": ("pause", "circle-pause"),
    "done": ("done", "circle-check"),
}


@register.inclusion_tag("parts/clock.html")
def clock_chip(clock: Any, small: bool = False, panel: str = "") -> dict[str, Any]:
    """Show the clock of a dossier.

    `clock` has state (running, near, late, paused, done), text, due_text and, when the chip
    opens the ledger, ledger_url. `panel` is the id of the element the ledger goes into.
    """
    state = _of(clock, "state") or "running"
    tone, mark = CLOCKS.get(str(state), CLOCKS["running"])
    return {"clock": clock, "tone": tone, "mark": mark, "small": small, "panel": panel}


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.inclusion_tag("parts/ledger.html")
def ledger(lines: Any) -> dict[str, Any]:
    """Show a ledger. Each line has when, text, counted, tone (off, pause, sum or empty) and source."""
    return {"lines": lines}


@register.inclusion_tag("parts/plain_ledger.html")
def plain_ledger(lines: Any) -> dict[str, Any]:
    """Show the same lines in the citizens' form."""
    return {"lines": lines}


@register.inclusion_tag("parts/timeline.html")
def timeline(entries: Any) -> dict[str, Any]:
    """Show what happened, newest first. Each has at, title, who, note, rest and state (done, now, pause)."""
    return {"entries": entries}


@register.inclusion_tag("parts/stages.html")
def stages(steps: Any) -> dict[str, Any]:
    """Show the route. Each step has name, who, figures, weight 1-12, percent and state.

    States are done, over, pause, now and next.
    """
    return {"steps": steps}


@register.inclusion_tag("parts/path.html")
def path(steps: Any) -> dict[str, Any]:
    """Show the citizens' course of a dossier. Each step has title, note and state (done, wait, now, next)."""
    marks = {"done": "circle-check", "wait": "circle-pause", "now": "circle-dot", "next": "circle"}
    return {"steps": [(step, marks.get(_of(step, "state") or "next", "circle")) for step in steps]}


CHECKS = {
    "has": ("circle-check", "good"),
    "held": ("archive-restore", "info"),
    "miss": ("circle-alert", "bad"),
    "none": ("circle-minus", ""),
}


@register.filter
def check_icon(state: str) -> str:
    """Return the icon of a line of the checklist."""
    return CHECKS.get(str(state), CHECKS["none"])[0]


@register.filter
def check_tone(state: str) -> str:
    """Return the tone of a line of the checklist."""
    return CHECKS.get(str(state), CHECKS["none"])[1]


@register.filter
def check_word(state: str) -> str:
    """Write the state of a line of the checklist."""
    found = {"has": gettext("Have it"), "held": gettext("Already held"), "miss": gettext("Missing")}
    return found.get(str(state), gettext("Not needed"))


@register.inclusion_tag("parts/checklist.html", takes_context=True)
def checklist(context: Any, items: Any, actions: str = "") -> Any:
    """Show papers. Each has name, note and state (has, held, miss, none).

    `actions` names a template that draws the right-hand side of a line; it sees `item`.
    """
    return context.flatten() | {"items_of_list": items, "actions": actions}


@register.inclusion_tag("parts/tiles.html")
def tiles(figures: Any) -> dict[str, Any]:
    """Show figures as doors: label, value, unit, icon, tone, url, note, change, change_tone and trend."""
    return {"figures": figures}


@register.simple_tag
def spark(values: Any, tone: str = "") -> SafeString:
    """Draw a spark line."""
    return mark_safe(drawings.spark(list(values or ()), tone))


@register.simple_tag
def bars(values: Any, late: Any = (), top: float | None = None) -> SafeString:
    """Draw the columns of a small multiple; `top` is the scale it shares with its neighbours."""
    return mark_safe(drawings.bars(list(values or ()), late=tuple(late or ()), top=top))


@register.inclusion_tag("parts/multiples.html")
def multiples(places: Any, columns: int = 6) -> dict[str, Any]:
    """Show a small drawing a place on one scale: name, url, values, late, left, right and is_bad."""
    top = max((max(_of(place, "values") or [0]) for place in places), default=1) or 1
    return {"places": places, "top": top, "columns": columns}


@register.simple_tag
def heat(days: Any, today: Any = None, steps: Any = drawings.HEAT_STEPS) -> SafeString:
    """Draw the heat calendar of (date, value, is_open)."""
    names = words.SHORT_WEEKDAYS[words.language()]
    return mark_safe(drawings.heat(list(days or ()), names=names, steps=steps, today=today))


@register.inclusion_tag("parts/table.html")
def table(columns: Any, rows: Any, caption: str = "", total: Any = None) -> dict[str, Any]:
    """Show a table. A column has label, key, right; a cell is a text or has text, url, note, tone, clock."""
    return {"columns": columns, "lines": [_cells(columns, row) for row in rows], "caption": caption} | {
        "total": _cells(columns, total) if total else None
    }


def _cells(columns: Any, row: Any) -> list[tuple[Any, Any]]:
    cells = []
    for column in columns:
        value = _of(row, _of(column, "key"))
        cells.append((column, value if isinstance(value, dict) else {"text": value}))
    return cells


@register.inclusion_tag("parts/filter_tabs.html")
def filter_tabs(tabs: Any) -> dict[str, Any]:
    """Show saved filters as tabs. Each has label, url, count, tone and current."""
    return {"tabs": tabs}


@register.inclusion_tag("parts/bulk_bar.html")
def bulk_bar(actions: Any) -> dict[str, Any]:
    """Show what can be done with the chosen rows: label, name, value, key. Stands in `<form data-bulk>`."""
    return {"actions": actions}


@register.inclusion_tag("parts/pages.html")
def pages(previous: str = "", following: str = "", shown: str = "") -> dict[str, Any]:
    """Show the way to the pages before and after."""
    return {"previous": previous, "following": following, "shown": shown}


@register.inclusion_tag("parts/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "", mark: str = "inbox") -> dict[str, Any]:
    """Show an empty state that teaches: what this is, what to do first."""
    return {"title": title, "text": text, "url": url, "label": label, "mark": mark}


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: Form, title: str = "", safe: str = "") -> dict[str, Any]:
    """Show what is wrong in a form, each line leading to its field; `safe` says what was kept."""
    return {"form": form, "title": title, "safe": safe}


KINDS = {
    "CheckboxInput": "box",
    "CheckboxSelectMultiple": "boxes",
    "RadioSelect": "radios",
    "Select": "select",
}
KINDS |= {"Textarea": "textarea", "ClearableFileInput": "file", "FileInput": "file"}


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, width: str = "", label: str = "", hint: str = "") -> dict[str, Any]:
    """Show a field with its label, hint and error, tied together for a screen reader.

    `width` is one of GOV.UK's input widths: 2, 3, 4, 5, 10, 20.
    """
    kind = KINDS.get(type(bound.field.widget).__name__, "input")
    said = hint or bound.help_text
    described = [f"{bound.id_for_label}-hint"] * bool(said) + [f"{bound.id_for_label}-error"] * bool(
        bound.errors
    )
    attributes: dict[str, Any] = {"class": _class_of(kind, width, bool(bound.errors))}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    control = bound.as_widget(attrs=attributes) if kind not in ("boxes", "radios") else ""
    return {"field": bound, "kind": kind, "label": label or bound.label, "hint": said, "control": control}


def _class_of(kind: str, width: str, wrong: bool) -> str:
    name = {
        "textarea": "govuk-textarea",
        "select": "govuk-select",
        "file": "mc-file",
        "box": "govuk-checkboxes__input",
    }
    chosen = name.get(kind, "govuk-input")
    sized = f" govuk-input--width-{width}" if width else ""
    return f"{chosen}{sized}{f' {chosen}--error' if wrong and kind != 'box' else ''}"


@register.inclusion_tag("parts/faces.html")
def faces(name: str = "stars") -> dict[str, Any]:
    """Show the five faces as buttons that send 5 to 1."""
    marks = ("laugh", "smile", "meh", "frown", "angry")
    said = (
        gettext("Very good"),
        gettext("Good"),
        gettext("Acceptable"),
        gettext("Poor"),
        gettext("Very poor"),
    )
    return {"name": name, "choices": list(zip((5, 4, 3, 2, 1), marks, said, strict=True))}


@register.inclusion_tag("parts/progress.html")
def progress(done: int, total: int, label: str, note: str = "") -> dict[str, Any]:
    """Show how far long work is."""
    return {"done": done, "total": total, "label": label, "note": note}


NOTES = {
    "debug": ("", "info"),
    "info": ("", "info"),
    "success": ("good", "circle-check"),
    "warning": ("warn", "bell-ring"),
    "error": ("bad", "circle-alert"),
}


@register.inclusion_tag("parts/note.html")
def note(text: str, level: str = "info", title: str = "") -> dict[str, Any]:
    """Show a notice: info, success, warning or error."""
    tone, mark = NOTES.get(level, NOTES["info"])
    return {"text": text, "title": title, "tone": tone, "mark": mark}


@register.inclusion_tag("parts/facts.html")
def facts(pairs: Any) -> dict[str, Any]:
    """Show a list of (term, description)."""
    return {"pairs": pairs}
