"""Gather the sentences of the pages, check that each is translated, compile the translations.

`extract` brings the .po files up to date, `check` fails when one lacks, `compile` writes the .mo files.
Both take the names of faces, to look at these only: `python tools/messages.py extract citizen`.
The shared catalogue, web/locale, is called `web`.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src/motcua/web"
sys.path.insert(0, str(ROOT / "src"))
from motcua.web.faces import FACES  # noqa: E402

# Where the shared catalogue looks besides web/ itself: rooms below that mark sentences with gettext_noop.
BESIDES = tuple(ROOT / "src/motcua" / room for room in ("rules", "queries", "actions", "jobs"))
WORDS: dict[str, Any] = {"_": None, "gettext": None}
WORDS |= {"gettext_noop": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
WORDS |= {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
TRANSLATED = ("vi", "en")
DATED: tuple[bytes, ...] = (b"POT-Creation-Date", b"PO-Revision-Date", b"Last-Translator", b"Language-Team")
DATED += (b"Generated-By", b"Report-Msgid-Bugs-To")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("extract", "check", "compile"))
    asked.add_argument("faces", nargs="*", metavar="face")
    given = asked.parse_args()
    if strange := set(given.faces) - {"web", *FACES}:
        asked.error(f"there is no face {', '.join(sorted(strange))}")
    if given.what == "compile":
        return compile_all()
    prepare_django()
    faces = given.faces or ("web", *FACES)
    return extract_all(faces) if given.what == "extract" else check_all(faces)


def prepare_django() -> None:
    """The template reader needs Django's settings, and nothing of ours."""
    from django.conf import settings

    if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(USE_I18N=True)


def places(faces: Iterable[str]) -> Iterator[tuple[Path, Catalog]]:
    """Yield each folder of translations with the sentences it has to hold.

    A sentence of the shared catalogue is translated there, and by no face once more.
    """
    shared = gather(shared_files())
    for face in faces:
        if face == "web":
            yield WEB / "locale", shared
        elif (WEB / face).is_dir():
            own = Catalog(charset="utf-8", fuzzy=False)
            for message in gather(files_under(WEB / face)):
                if message.id and shared.get(message.id, message.context) is None:
                    own.add(message.id, context=message.context)
            yield WEB / face / "locale", own


def shared_files() -> list[Path]:
    found = [path for path in files_under(WEB) if path.relative_to(WEB).parts[0] not in FACES]
    return found + [path for room in BESIDES for path in files_under(room)]


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
            catalog.add(message, context=context, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def catalogue_file(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES/django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def extract_all(faces: Iterable[str]) -> int:
    for locale, wanted in places(faces):
        for language in TRANSLATED:
            path = catalogue_file(locale, language)
            if language == "vi" or path.exists():
                write(path, refreshed(wanted, read(path, language), language, locale))
    return 0


def refreshed(wanted: Catalog, kept: Catalog, language: str, locale: Path) -> Catalog:
    """Return the catalogue with today's sentences and the translations it had.

    English needs an entry only where it differs from the sentence in the code.
    """
    fresh = Catalog(locale=language, charset="utf-8", fuzzy=False, project="motcua", version="0.1")
    fresh.header_comment = f"# The sentences of {locale.parent.relative_to(ROOT / 'src')}, in {language}."
    for message in wanted:
        old = kept.get(message.id, message.context) if message.id else None
        if message.id and (language == "vi" or old):
            fresh.add(message.id, old.string if old else None, context=message.context)
    return fresh


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue without dates and line numbers: a change in it is then a change of words."""
    made = io.BytesIO()
    write_po(made, catalog, width=0, no_location=True, omit_header=False, sort_output=True)
    unwanted = tuple(b'"' + name for name in DATED)
    lines = [line for line in made.getvalue().split(b"\n") if not line.startswith(unwanted)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines).rstrip() + b"\n")


def check_all(faces: Iterable[str]) -> int:
    """Fail for every sentence without a Vietnamese translation, and for translations nobody asks for."""
    problems: list[str] = []
    said: dict[tuple[object, str | None], object] = {}
    for locale, wanted in places(faces):
        kept, name = read(catalogue_file(locale, "vi"), "vi"), locale.parent.relative_to(ROOT / "src/motcua")
        for message in filter(lambda one: one.id, wanted):
            found = kept.get(message.id, message.context)
            lack = what_lacks(message, found)
            string = found.string if found else None
            if not lack and said.setdefault((message.id, message.context), string) != string:
                lack = "another face translates it otherwise"
            problems += [f"{name}: {lack}: {message.id!r}"] if lack else []
        strange = (one for one in kept if one.id and wanted.get(one.id, one.context) is None)
        problems += [f"{name}: nobody asks for it: {message.id!r}" for message in strange]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"messages: {len(problems)} to mend; first: python tools/messages.py extract", file=sys.stderr)
    return 1 if problems else 0


def what_lacks(wanted: Message, kept: Message | None) -> str:
    """Say what is wrong with a translation; empty when nothing is."""
    string = kept.string if kept else None
    strings = [string] if isinstance(string, str) else list(string or ())
    if not strings or not all(strings):
        return "not translated"
    if kept is not None and kept.fuzzy:
        return "marked as uncertain"
    if facts_of(wanted.id) != facts_of(strings):
        return "the facts in it differ"
    return ""


def facts_of(text: str | tuple[str, ...] | list[str]) -> set[str]:
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
