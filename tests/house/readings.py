"""What the source says about itself: functions that read a tree of files and name what breaks a house rule.

Each takes the folder of the package, so that a test can hand it a tree broken on purpose.
"""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "motcua"
LONGEST_FUNCTION = 40
LONGEST_FILE = 400

WRITING_ROOMS = {"actions", "records", "jobs"}
WRITING_CALLS = {
    *("save", "create", "delete", "update", "get_or_create", "update_or_create"),
    *("bulk_create", "bulk_update", "bulk_refresh", "raw_save", "save_base"),
    *("asave", "acreate", "adelete", "aupdate", "aget_or_create", "aupdate_or_create"),
    *("abulk_create", "abulk_update"),
}
# An empty home is furnished once with invented people; their dossiers go through actions.bulk.
MAY_WRITE: set[str] = set()
WRITING_SQL = re.compile(
    r"\s*(?:insert into|update \w+ set|delete from|replace into|truncate|drop |alter )", re.I
)
SOURCE_LABEL = re.compile(r"^\s*Source:\s*(.+?)(?:\n\s*\n|\n\s*>>>|\Z)", re.MULTILINE | re.DOTALL)
SOURCE_ID = re.compile(r"\b[A-Z][A-Z0-9]*-\d+[a-z]?\b")
HOMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "manager",
    "managers",
    "service",
    "services",
}
CLOCK = re.compile(r"(?:.+\.)?(?:timezone|datetime|date)\.(?:now|utcnow|today)|time\.time")
# The house's one clock, and the place where the model district's distance to it is set.
MAY_READ_A_CLOCK = {"queries/moment.py", "demo/__main__.py"}
PURE_IMPURITIES = {
    *("asyncio", "http", "logging", "multiprocessing", "os", "pathlib", "secrets", "shutil", "socket"),
    *("sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}


# Libraries that crunch arrays, and the beginnings of the names of the rules that may (decision 23).
CRUNCHERS = {
    "numpy": ("composite", "capacity", "staffing", "waiting"),
    "numba": ("capacity",),
    "highspy": ("advice", "staffing"),
}


def files(package: Path) -> list[Path]:
    """Return the package's own Python files; migrations are written by a machine."""
    return sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room(package: Path, path: Path) -> str:
    """Return the room a file stands in, or its own name when it stands at the top."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return where something stands, as an editor understands it."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{name}:{getattr(node, 'lineno', 1)}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield the public functions that stand at the top of a module."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def too_long(package: Path) -> list[str]:
    """Return the functions and the files that are longer than the house allows."""
    found = []
    for path in files(package):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            found.append(f"{place(path)} the file has {lines} lines; {LONGEST_FILE} are allowed")
        for node in functions(path):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(
                    f"{place(path, node)} {node.name} has {length} lines; {LONGEST_FUNCTION} are allowed"
                )
    return found


def without_opening_sentence(package: Path) -> list[str]:
    """Return the modules that do not say what they are for."""
    paths = [path for path in files(package) if path.read_text(encoding="utf-8").strip()]
    return [place(path) for path in paths if not ast.get_docstring(tree(path))]


def without_room(package: Path) -> list[str]:
    """Return the modules whose name is a box for anything."""
    # Django finds a database backend by the module name `base`.
    return [
        place(path)
        for path in files(package)
        if path.stem in HOMELESS and path.relative_to(package).as_posix() != "records/sqlite/base.py"
    ]


def positional(package: Path) -> list[str]:
    """Return the actions and queries that take more than their subject and its verb by position."""
    found = []
    for path in files(package):
        if room(package, path) not in {"actions", "queries"}:
            continue
        for node in public_functions(path):
            if len(node.args.posonlyargs) + len(node.args.args) > 2:
                found.append(f"{place(path, node)} {node.name}: name its arguments (put * first)")
    return found


def writes(package: Path) -> list[str]:
    """Return the calls and statements that write outside the writing rooms."""
    found = []
    for path in files(package):
        inside = path.relative_to(package).as_posix()
        if room(package, path) in WRITING_ROOMS | {"rules", "edge"} or inside in MAY_WRITE:
            continue
        for node in ast.walk(tree(path)):
            if _is_write(node):
                found.append(f"{place(path, node)} writes; only actions, records and jobs do")
    return found


def _is_write(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(WRITING_SQL.match(node.value)) and not node.value.rstrip().endswith(".")
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if ast.unparse(node.func.value).endswith("session"):  # the visitor's own, which Django keeps
        return False
    if node.func.attr == "update":  # a row's `update` takes names; a dictionary's takes a value
        return bool(node.keywords) and not node.args
    return node.func.attr in WRITING_CALLS


def impure_imports(package: Path) -> list[str]:
    """Return what rules import beside one another, the quiet standard library and what their name allows."""
    found = []
    for path in files(package):
        if room(package, path) != "rules":
            continue
        for node in ast.walk(tree(path)):
            for name in _imported(node):
                head = name.split(".")[0]
                pure = head in sys.stdlib_module_names and head not in PURE_IMPURITIES
                allowed = path.name.startswith(CRUNCHERS.get(head, ("/",)))
                if not (pure or allowed or name.startswith("motcua.rules") or name == "motcua"):
                    found.append(f"{place(path, node)} imports {name}")
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "motcua.rules"]
    return []


def signals(package: Path) -> list[str]:
    """Return the places that listen to or send Django's signals."""
    found = []
    for path in files(package):
        for node in ast.walk(tree(path)):
            if any(name.endswith(".signals") or name == "django.dispatch" for name in _imported(node)):
                found.append(f"{place(path, node)} uses signals; call the next step by its name")
    return found


def other_clocks(package: Path) -> list[str]:
    """Return the places that read a clock of their own instead of the house's (queries/moment.py)."""
    found = []
    for path in files(package):
        if path.relative_to(package).as_posix() in MAY_READ_A_CLOCK:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = ast.unparse(node.func)
                if CLOCK.fullmatch(name) or (name.endswith(("localdate", "localtime")) and not node.args):
                    found.append(f"{place(path, node)} {name}() reads a clock; call queries.moment.now()")
    return found


def uncited(package: Path, register: set[str]) -> list[str]:
    """Return the public rules that cite no source, or one that the register does not have."""
    found = []
    for path in files(package):
        if room(package, path) != "rules":
            continue
        for node in public_functions(path):
            label = SOURCE_LABEL.search(ast.get_docstring(node) or "")
            cited = set(SOURCE_ID.findall(label[1])) if label else set()
            if not cited:
                found.append(f"{place(path, node)} {node.name} cites no source (Source: ID)")
            elif unknown := sorted(cited - register):
                found.append(
                    f"{place(path, node)} {node.name} cites {', '.join(unknown)}: not in the register"
                )
    return found


def register(folder: Path) -> dict[str, dict[str, str]]:
    """Return the register of sources, by id.

    Raises: ValueError when an id is used twice.
    """
    rows: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["id"] in rows:
                    raise ValueError(f"{place(path)} the id {row['id']} stands in the register twice")
                rows[row["id"]] = row
    return rows


def settings_named(folders: list[Path]) -> dict[str, str]:
    """Return the environment variables that the product reads, with a place where each is read."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            for name in re.findall(r"\bMOTCUA_[A-Z][A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")):
                found.setdefault(name, place(path))
    return found
