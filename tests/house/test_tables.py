"""The tables as the models declare them."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

OURS = list(apps.get_app_config("records").get_models())

# Foreign keys that may go with what they point to, each with its reason.
MAY_CASCADE: dict[str, str] = {}


def foreign_keys(model):
    return [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey) and f.model is model]


def test_it_has_no_ordering_of_its_own():
    found = [model.__name__ for model in OURS if model._meta.ordering]

    assert not found, f"each query orders, and ends with the primary key: {found}"


def test_it_protects_what_a_row_points_to():
    found = [
        f"{model.__name__}.{field.name}"
        for model in OURS
        for field in foreign_keys(model)
        if field.remote_field.on_delete is not models.PROTECT
        and f"{model.__name__}.{field.name}" not in MAY_CASCADE
    ]

    assert not found, f"these foreign keys are not PROTECT, and no reason is listed: {found}"


def test_it_carries_the_official_term_of_every_table():
    # Django's own default is the class name in words.
    found = [m.__name__ for m in OURS if m._meta.verbose_name == m.__name__ or m._meta.verbose_name.isascii()]

    assert not found, f"these models have no Vietnamese verbose_name: {found}"


def test_it_saves_without_surprises():
    found = [model.__name__ for model in OURS if {"save", "delete"} & set(vars(model))]

    assert not found, f"no save() or delete() of our own: {found}"


@pytest.mark.django_db
def test_it_lacks_no_migration():
    call_command("makemigrations", "records", check=True, dry_run=True, verbosity=1)


def test_it_has_one_line_of_migrations():
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes("records")

    assert len(leaves) <= 1, f"two migrations follow the same one: {leaves}"
