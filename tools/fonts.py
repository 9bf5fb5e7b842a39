"""Lay the fonts of the slips where typst finds them: whole TrueType files, out of node_modules."""

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
    wanted = {source.name: source for source in sources}
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, source in wanted.items():
        if not (TARGET / name).exists() or (TARGET / name).stat().st_size != source.stat().st_size:
            shutil.copyfile(source, TARGET / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
