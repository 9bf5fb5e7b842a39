"""Run the checks of the house one after the other, then say what passed, what failed and what was skipped.

python tools/suite.py lint | test | prove
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as Tree
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import debian
import postgres
import spark

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest"]
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# What cannot touch the database has run once already, and the cheats speak through actions and queries
# whose own tests run here; `make prove` runs them here too (decision 29).
ASKING = ["--ignore=tests/rules", "--ignore=tests/house", "--asking"]
# On SQLite these were walked among the pages; here the database tells of a call by itself.
BOARDS = "tests/browser/test_hall_boards.py"
CHEATS = ["--ignore-glob=tests/cheats/test_[!r]*", "--ignore=tests/cheats/test_reception.py"]

LINT = {
    "style": [str(BIN / "ruff"), "check", "--output-format=concise"],
    "format": [str(BIN / "ruff"), "format", "--check", "--output-format=concise"],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "rooms": [str(BIN / "lint-imports"), "--no-cache"],
    "repository": [sys.executable, "tools/tidy.py"],
    "messages": [sys.executable, "tools/messages.py", "check"],
}


@dataclass(slots=True)
class Journal:
    """What happened in this run."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lines: list[str] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, name: str, verdict: str, seconds: float) -> None:
        """Keep one line of the closing table."""
        self.lines.append(f"  {name:<32} {verdict:<44} {seconds:7.1f} s")

    def skip(self, name: str, reason: str) -> None:
        """Keep what did not run, and why."""
        self.skipped += 1
        self.reasons[name, reason] += 1


def lint(journal: Journal) -> None:
    """Run every linter, two at a time; print what a failing one says."""
    with ThreadPoolExecutor(2) as pool:
        for name, (done, seconds) in zip(LINT, pool.map(_timed, LINT.values()), strict=True):
            if done.returncode:
                print(f"--- {name}\n{done.stdout}{done.stderr}", flush=True)
            journal.passed += not done.returncode
            journal.failed += bool(done.returncode)
            journal.note(f"lint: {name}", "FAILED" if done.returncode else "passed", seconds)


def _timed(command: list[str]) -> tuple[subprocess.CompletedProcess[str], float]:
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done, time.monotonic() - begun


def pytest(journal: Journal, name: str, arguments: Iterable[str], **variables: str) -> None:
    """Run one round of tests and read its figures."""
    print(f"\n=== {name}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="motcua-suite-") as folder:
        report = Path(folder) / "report.xml"
        command = [*PYTEST, *arguments, f"--junit-xml={report}"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
        figures = _read(journal, name, report)
    if done.returncode not in (0, 5) and not figures["failed"]:  # 5: nothing to run
        figures["failed"] = 1
    journal.passed += figures["passed"]
    journal.failed += figures["failed"]
    verdict = ", ".join(f"{figures[key]} {key}" for key in ("passed", "failed", "skipped"))
    journal.note(name, verdict, time.monotonic() - begun)


def _read(journal: Journal, name: str, report: Path) -> Counter[str]:
    figures: Counter[str] = Counter()
    if not report.exists():
        return figures
    for case in Tree.parse(report).iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            figures["failed"] += 1
        elif skip is not None:
            figures["skipped"] += 1
            journal.skip(name, skip.get("message") or "no reason given")
        else:
            figures["passed"] += 1
    return figures


def test(journal: Journal) -> None:
    """Lint, tests on SQLite, tests on PostgreSQL, the browser."""
    with ThreadPoolExecutor() as pool:  # what is fetched does not wait for what is read
        installing = pool.submit(debian.install)
        pool.submit(peers, "pm4py")  # without it the tests that need it say so
        lint(journal)
        lacking = installing.result()
    doctests = ["src/motcua/rules", "--doctest-modules"]
    pytest(journal, "tests on SQLite", ["tests", *doctests, "-m", "not browser", *PARALLEL])
    with ExitStack() as stack:
        if url := _postgres(journal, stack, "tests on PostgreSQL", lacking, is_durable=False):
            rooms = ["tests", *ASKING, *CHEATS, "-m", "not browser", *PARALLEL]
            pytest(journal, "tests on PostgreSQL", rooms, MOTCUA_DATABASE_URL=url)
    if why := lacking.get("chromium-headless-shell"):
        journal.skip("tests in the browser", f"chromium: {why}")
    else:
        # Not file by file: the walk over every page would be left to one of the two.
        pytest(journal, "tests in the browser", ["tests", "-m", "browser", "-n", "2", "--dist", "load"])


def peers(*names: str) -> None:
    """Build the environments of programs that only read what we write, where they are missing."""
    for name in names:
        command = [sys.executable, str(ROOT / "tools" / "environment.py"), "peer", name]
        subprocess.run(command, check=False)


def prove(journal: Journal) -> None:
    """Run the long proofs in their full form, on both databases."""
    proofs = ["tests/proofs", "tests/cheats", "tests/rules/test_disclosure.py", "-s", "-v"]
    kept = ["tests", "-m", "full and not browser", *PARALLEL]
    if why := spark.install():
        journal.skip("sums by Spark", why)
    else:
        pytest(journal, "sums by Spark", ["tests/queries/test_facts.py", "-k", "spark"])
    pytest(journal, "proofs on SQLite", proofs, MOTCUA_PROOF="full")
    pytest(journal, "kept for the proofs, on SQLite", kept, MOTCUA_PROOF="full")
    walk = ["tests/browser", "-n", "2", "--dist", "load"]
    pytest(journal, "every page at every width", walk, MOTCUA_PROOF="full")
    with ExitStack() as stack:
        if url := _postgres(journal, stack, "proofs on PostgreSQL", debian.install()):
            server = {"MOTCUA_PROOF": "full", "MOTCUA_DATABASE_URL": url}
            pytest(journal, "proofs on PostgreSQL", [*proofs, BOARDS], **server)
            pytest(journal, "kept for the proofs, on PostgreSQL", kept, **server)


def _postgres(
    journal: Journal, stack: ExitStack, name: str, lacking: dict[str, str], *, is_durable: bool = True
) -> str | None:
    if why := lacking.get("postgresql"):
        journal.skip(name, f"postgresql: {why}")
        return None
    try:
        return stack.enter_context(postgres.cluster(is_durable=is_durable))
    except postgres.NoPostgres as no:
        journal.skip(name, str(no))
        return None


def close(journal: Journal) -> int:
    """Print the table, the skips with their reasons, and the closing line; return the exit code."""
    print("\nWhat ran:")
    print("\n".join(journal.lines))
    if journal.reasons:
        print("\nWhat was skipped, and why:")
        for (name, reason), times in sorted(journal.reasons.items()):
            print(f"  {name}: {reason}" + (f" (x {times})" if times > 1 else ""))
    else:
        print("\nNothing was skipped.")
    print(f"\n{journal.passed} passed, {journal.failed} failed, {journal.skipped} skipped", flush=True)
    return 1 if journal.failed else 0


def main(wanted: str) -> int:
    """Run one of the rounds; return the exit code."""
    journal = Journal()
    try:
        {"lint": lint, "test": test, "prove": prove}[wanted](journal)
    except KeyboardInterrupt:
        journal.failed += 1
        print("\ninterrupted", flush=True)
    return close(journal)


if __name__ == "__main__":
    if sys.argv[1:] not in (["lint"], ["test"], ["prove"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
