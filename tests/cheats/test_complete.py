"""Each of the 31 ways has a test by its number, a twin with the protection off, and a row in the docs."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "honest-numbers.md"
NUMBERS = [f"{number:02d}" for number in range(1, 32)]


def names_of_tests():
    """Return the names of all tests of this folder."""
    found = []
    for path in sorted(HERE.glob("test_*.py")):
        nodes = ast.parse(path.read_text(encoding="utf-8")).body
        found += [
            node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"
        ]
    return found


def test_every_way_is_tried():
    names = names_of_tests()

    missing = [
        no for no in NUMBERS if not any(re.match(f"test_g{no}_(?!unprotected)", name) for name in names)
    ]

    assert missing == []


def test_every_way_is_tried_with_its_protection_off():
    names = names_of_tests()

    missing = [no for no in NUMBERS if not any(name.startswith(f"test_g{no}_unprotected_") for name in names)]

    assert missing == []


def test_every_way_has_a_row_whose_tests_exist():
    names, rows = names_of_tests(), {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| G(\d\d) \|", line):
            rows[match[1]] = re.findall(r"`(\w+?)_?\*?`", line.split("|")[5])

    lost = [
        f"G{no} {told}"
        for no, tolds in rows.items()
        for told in tolds
        if not any(name.startswith(f"test_g{no}_{told}") for name in names)
    ]

    assert sorted(rows) == NUMBERS
    assert lost == []
