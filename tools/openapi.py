"""Write the interface's description: python tools/openapi.py"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")


def main() -> None:
    import django

    django.setup()
    from motcua.api.v1 import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    target = ROOT / "docs" / "api" / "openapi.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {len(schema['paths'])} paths")


if __name__ == "__main__":
    main()
