"""python -m bench.helpdesk.tables: its database, one queue, one member of staff; prints her token."""

import json

import django

if __name__ == "__main__":
    from django.conf import settings

    given = settings.DATABASES["default"]
    if given["ENGINE"].endswith("postgresql"):
        import psycopg

        who = {
            "user": given["USER"],
            "password": given["PASSWORD"],
            "host": given["HOST"],
            "port": given["PORT"],
        }
        with psycopg.connect(dbname="postgres", autocommit=True, **who) as line:
            there = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [given["NAME"]]).fetchone()
            if not there:
                line.execute(f'CREATE DATABASE "{given["NAME"]}"')
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from helpdesk.models import Queue
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0, interactive=False)
    staff, _ = get_user_model().objects.get_or_create(
        username="lan", defaults={"is_staff": True, "is_superuser": True, "email": "lan@example.vn"}
    )
    Queue.objects.get_or_create(title="Một cửa", slug="mot-cua")
    print(json.dumps({"token": Token.objects.get_or_create(user=staff)[0].key}))
