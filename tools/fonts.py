"""Lay the fonts of the slips where typst finds them: whole alphabets, lean tables, out of node_modules."""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules/@expo-google-fonts/be-vietnam-pro"
TARGET = ROOT / "src/motcua/edge/slips/fonts"
WEIGHTS = ("400Regular", "600SemiBold")


def main() -> int:
    sources = [PACKAGE / weight / f"BeVietnamPro_{weight}.ttf" for weight in WEIGHTS]
    missing = [source.name for source in sources if not source.exists()]
    if missing:
        print(f"fonts: {', '.join(missing)} missing; remove node_modules and build again", file=sys.stderr)
        return 1
    stamp = TARGET / "made-from"
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    if stamp.exists() and stamp.read_text() == version:
        return 0
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for source in sources:
        make_lean(source, TARGET / source.name)
    stamp.write_text(version)
    return 0


def make_lean(source: Path, target: Path) -> None:
    """Keep every letter; leave out hints and ornaments, which no slip shows and every slip would carry."""
    from fontTools import subset

    kept = ["--unicodes=*", "--layout-features=kern,mark,mkmk,ccmp,locl", "--no-hinting", "--name-IDs=*"]
    subset.main([str(source), f"--output-file={target}", "--desubroutinize", *kept])


if __name__ == "__main__":
    sys.exit(main())
