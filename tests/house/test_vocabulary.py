"""One concept, one word: the glossary, and a sentence for every refusal."""

import importlib
import pkgutil
import re

import pytest
from django.apps import apps

import motcua
from motcua.rules import RuleError
from motcua.rules.lifecycle import State, Verb
from tests.house import readings

GLOSSARY = readings.ROOT / "docs" / "glossary.md"


def glossary_words():
    if not GLOSSARY.exists():
        pytest.skip("docs/glossary.md is not written yet")
    rows = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def refusals():
    for module in pkgutil.walk_packages(motcua.__path__, "motcua."):
        if not {"migrations", "__main__", "project"} & set(module.name.split(".")):
            importlib.import_module(module.name)
    waiting, found = [RuleError], set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("motcua.") and kind not in found:
                found.add(kind)
                waiting.append(kind)
    return sorted(found, key=lambda kind: kind.__qualname__)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([snake(m.__name__) for m in apps.get_app_config("records").get_models()], id="models"),
        pytest.param([str(state) for state in State], id="states"),
        pytest.param([str(verb) for verb in Verb], id="verbs"),
    ],
)
def test_it_binds_every_word_to_its_official_term(words):
    missing = sorted(set(words) - glossary_words())

    assert not missing, f"docs/glossary.md has no row for: {', '.join(missing)}"


def test_it_has_a_sentence_for_every_refusal():
    from motcua.web.errors import SENTENCES

    # A refusal may lean on the sentence of its family, but not on the one for everything.
    families = {kind: [k.__name__ for k in kind.__mro__ if k is not RuleError] for kind in refusals()}
    mute = [
        f"{kind.__module__}.{kind.__name__}"
        for kind, names in families.items()
        if not SENTENCES.keys() & names
    ]

    assert not mute, "web/errors.py has no sentence for:\n" + "\n".join(mute)


def test_it_has_no_sentence_for_a_refusal_that_is_gone():
    from motcua.web.errors import SENTENCES

    gone = SENTENCES.keys() - {kind.__name__ for kind in refusals()} - {"RuleError"}

    assert not gone, f"no rule raises: {', '.join(sorted(gone))}"


def test_it_has_no_two_refusals_of_one_name():
    names = [kind.__name__ for kind in refusals()]
    twice = sorted({name for name in names if names.count(name) > 1})

    assert not twice, f"a person reads one sentence for both: {', '.join(twice)}"
