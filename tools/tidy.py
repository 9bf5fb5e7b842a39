"""Check the committed files themselves: endings, sizes, debug statements, words that must not be there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST_BYTES = 1_000_000
TEXT = {
    *(".py", ".md", ".txt", ".in", ".toml", ".yaml", ".yml", ".json", ".csv", ".po", ".html", ".typ"),
    *(".scss", ".css", ".js", ".mjs", ".svg"),
}

# Each pattern has a bracket in it, so that this file does not name what it forbids.
FORBIDDEN = {
    "the address of a package registry": re.compile(
        r"\bpypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org"
    ),
    "a path of somebody's machine": re.compile(r"(?<![\w.])/[w]ork/|(?<!\w)/[r]oot/|/[h]ome/\w+/"),
    "a debug statement": re.compile(r"^\s*(?:breakpoint[(]|import (?:pdb|ipdb)\b|debugger[;])", re.MULTILINE),
    "a conflict marker": re.compile(r"^(?:[<]{7}|[>]{7}) ", re.MULTILINE),
}


def committed(root: Path = ROOT) -> list[Path]:
    """Return the files that git keeps, or is about to."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=root, capture_output=True, check=True, text=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := root / name).is_file()]


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with one file, in words."""
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        yield f"is larger than {LARGEST_BYTES:,} bytes: {size:,}"
    if path.suffix not in TEXT and path.name not in {"Makefile", "run", ".gitignore"}:
        return
    text = path.read_bytes().decode()
    if text and not text.endswith("\n"):
        yield "does not end with a line break"
    if "\r" in text:
        yield "has Windows line breaks"
    for what, pattern in FORBIDDEN.items():
        for found in pattern.finditer(text):
            yield f"line {text.count(chr(10), 0, found.start()) + 1}: {what}: {found[0].strip()}"


def main() -> int:
    """Print every fault of every committed file; return the exit code."""
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in committed() for fault in faults(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
