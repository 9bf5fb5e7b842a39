"""python -m tests.records.shape migrate | make: make the tables of a home one way and print their shape."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from motcua.actions import making  # noqa: E402


def shape():
    """Return every table's columns, and what constrains and indexes them, without invented names."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table).values()
            found[table] = {
                "columns": sorted([c.name, str(c.type_code), bool(c.null_ok)] for c in columns),
                "rules": sorted(json.dumps(_plain(rule), sort_keys=True, default=str) for rule in rules),
            }
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found["triggers"] = sorted(row[0] for row in cursor.fetchall())
    return found


def _plain(rule):
    kept = ("columns", "primary_key", "unique", "foreign_key", "check", "index", "orders")
    return {name: rule.get(name) for name in kept}


if __name__ == "__main__":
    if sys.argv[1] == "migrate":
        call_command("migrate", verbosity=0, interactive=False)
    else:
        making.make()
    print(json.dumps(shape()))
