"""The repository as a stranger finds it."""

import re
import subprocess
import sys

import pytest

from tests.house import readings
from tools import tidy

ROOT = readings.ROOT
# Set for the house itself, by its own tests and tools; nobody who runs the product needs them.
INTERNAL = {"MOTCUA_PROOF", "MOTCUA_TEST_HOME"}


def pins(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE | re.IGNORECASE))


def test_it_keeps_its_files_tidy():
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in tidy.committed() for fault in tidy.faults(path)]

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "pypi" + ".org/simple\n",
        "cd /" + "work/main\n",
        "    break" + "point()\n",
        "<<<<" + "<<< HEAD\n",
        "no end",
        "windows\r\n",
    ],
)
def test_it_notices_an_untidy_file(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_bytes(text.encode())

    assert len(list(tidy.faults(path))) == 1


def test_it_documents_every_setting():
    guide = ROOT / "docs" / "guide" / "admin.md"
    if not guide.exists():
        pytest.skip("docs/guide/admin.md is not written yet")

    named = readings.settings_named([readings.PACKAGE])
    missing = {
        name: where
        for name, where in named.items()
        if name not in INTERNAL and f"`{name}`" not in guide.read_text(encoding="utf-8")
    }

    assert not missing, f"docs/guide/admin.md does not explain: {missing}"


def test_it_develops_on_the_very_packages_it_ships():
    assert pins("base.txt") <= pins("dev.txt"), "compile dev.txt again with -c requirements/base.txt"


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "node.txt"])
def test_it_locks_every_package_by_hash_and_names_no_registry(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_it_explains_every_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()

    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert [line.split()[1] for line in told.splitlines()] == targets
    assert len(targets) <= 14


def test_it_names_its_two_commands_to_a_newcomer():
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not written yet")

    assert {"make demo", "make test"} <= set(re.findall(r"make \w+", readme.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("*.md")), ids=str)
def test_it_links_only_to_pages_that_exist(page):
    broken = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]

    assert not broken, f"{page.relative_to(ROOT)} links to {broken}"


def test_it_speaks_both_languages_whole():
    messages = ROOT / "tools" / "messages.py"
    if not messages.exists():
        pytest.skip("tools/messages.py is not written yet")

    done = subprocess.run([sys.executable, str(messages), "check"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
