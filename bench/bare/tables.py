"""python -m bench.bare.tables: make the tables of the bare project where they are missing."""

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()
    from django.apps import apps

    there = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("bare").get_models():
            if model._meta.db_table not in there:
                editor.create_model(model)
