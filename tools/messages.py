"""Gather the sentences of the pages, check that each is translated, compile the translations.

`extract` brings the .po files up to date, `check` fails when a translation is missing, `compile` writes the .mo files.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src/motcua/web"
FACES = ("accounts", "citizen", "counter", "desk", "lead")
# Where the shared catalogue looks besides web/ itself: rooms below that mark sentences with gettext_noop.
BESIDES = (ROOT / "src/motcua/rules", ROOT / "src/motcua/queries", ROOT / "src/motcua/actions")
WORDS: dict[str, tuple[tuple[int | str, ...] | int, ...] | None] = {"_": None, "gettext": None, "gettext_noop": None}
WORDS |= {"gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
WORDS |= {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
TRANSLATED = ("vi", "en")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", choices=("extract", "check", "compile"))
    what = asked.parse_args().what
    if what == "compile":
        return compile_all()
    prepare_django()
    return extract_all() if what == "extract" else check_all()


def prepare_django() -> None:
    """The template reader needs Django's settings, and nothing of ours."""
    from django.conf import settings

    if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(USE_I18N=True)


def places() -> list[tuple[Path, list[Path]]]:
    """Return each folder of translations with the files whose sentences it holds."""
    found = []
    for face in FACES:
        if (WEB / face).is_dir():
            found.append((WEB / face / "locale", files_under(WEB / face)))
    shared = [path for path in files_under(WEB) if path.relative_to(WEB).parts[0] not in FACES]
    for room in BESIDES:
        shared += files_under(room)
    return [(WEB / "locale", shared), *found]


def files_under(folder: Path) -> list[Path]:
    kinds = {".py", ".html", ".txt"}
    hidden = {"static", "assets", "locale", "__pycache__", "node_modules"}
    every = (path for path in folder.rglob("*") if path.suffix in kinds and path.is_file())
    return sorted(path for path in every if not hidden & set(path.relative_to(folder).parts))


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
    for _, found, _, context in extract("python", io.BytesIO(text.encode()), keywords=WORDS):
        if found and found != "":
            yield found, context


def gather(files: list[Path]) -> Catalog:
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in files:
        for message, context in messages_of(path):
            # A sentence with %(name)s facts is marked so that a translation that loses one is caught.
            catalog.add(message, context=context, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def catalogue_file(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES/django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def extract_all() -> int:
    for locale, files in places():
        wanted = gather(files)
        for language in TRANSLATED:
            path = catalogue_file(locale, language)
            if language != "vi" and not path.exists():
                continue
            kept = read(path, language)
            fresh = Catalog(locale=language, charset="utf-8", fuzzy=False, project="motcua", version="0.1")
            fresh.header_comment = f"# The sentences of {locale.parent.relative_to(ROOT / 'src')}, in {language}."
            for message in wanted:
                if message.id and (language == "vi" or kept.get(message.id, message.context)):
                    old = kept.get(message.id, message.context)
                    fresh.add(message.id, old.string if old else None, context=message.context)
            write(path, fresh)
    return 0


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue without dates and line numbers: a change in it is then a change of words."""
    made = io.BytesIO()
    write_po(made, catalog, width=0, no_location=True, omit_header=False, sort_output=True)
    dated = (b"POT-Creation-Date", b"PO-Revision-Date", b"Last-Translator", b"Language-Team", b"Generated-By")
    dated += (b"Report-Msgid-Bugs-To",)
    lines = [line for line in made.getvalue().split(b"\n") if not line.startswith(tuple(b'"' + d for d in dated))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines).rstrip() + b"\n")


def check_all() -> int:
    """Fail for every sentence without a Vietnamese translation, and for translations nobody asks for."""
    problems = []
    for locale, files in places():
        path, wanted = catalogue_file(locale, "vi"), gather(files)
        kept, name = read(path, "vi"), locale.parent.relative_to(ROOT)
        for message in wanted:
            if message.id and (lack := what_lacks(message, kept.get(message.id, message.context))):
                problems.append(f"{name}: {lack}: {message.id!r}")
        for message in kept:
            if message.id and wanted.get(message.id, message.context) is None:
                problems.append(f"{name}: nobody asks for it: {message.id!r}")
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"messages: {len(problems)} to mend; begin with: python tools/messages.py extract", file=sys.stderr)
    return 1 if problems else 0


def what_lacks(wanted: Message, kept: Message | None) -> str:
    """Say what is wrong with a translation; empty when nothing is."""
    strings = [] if kept is None else [kept.string] if isinstance(kept.string, str) else list(kept.string)
    if not strings or not all(strings):
        return "not translated"
    if kept is not None and kept.fuzzy:
        return "marked as uncertain"
    if facts_of(wanted.id) != facts_of(strings):
        return "the facts in it differ"
    return ""


def facts_of(text: str | tuple[str, ...] | list[str]) -> set[str]:
    import re

    joined = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"%\((\w+)\)[sd]", joined))


def compile_all() -> int:
    for locale in sorted(WEB.rglob("LC_MESSAGES/django.po")):
        target = locale.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= locale.stat().st_mtime_ns:
            continue
        language = locale.parent.parent.name
        with target.open("wb") as file:
            write_mo(file, read(locale, language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
