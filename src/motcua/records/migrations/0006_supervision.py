from typing import Any, ClassVar

from django.db import migrations, models

# The vector as this migration makes it. Tallies are sums of it, so the tables are made anew and summed
# again from the entries (motcua does so after migrating); nothing is lost with the old ones.
MEASURES = (
    "filed", "refused", "received", "received_direct", "received_online", "received_post",
    "assisted", "supplements_asked", "supplemented", "components", "components_digitised",
    "digitised", "papers_reused", "reused", "charged", "paid", "paid_online", "extended",
    "supplemented_again", "result_due", "digitised_whole", "online_whole", "fee_vnd",
    "paid_vnd", "closed", "closed_with_due", "on_time_law", "late_law", "on_time_promise",
    "late_promise", "gross_minutes", "net_minutes", "waiting_minutes", "granted", "rejected",
    "withdrawn", "stopped", "result_digitised", "result_electronic", "corrected", "early_law",
    "early_promise", "on_time_766", "late_766", "document_due", "document_given",
    "handed_over", "rated", "satisfied", "disliked", "rating_sum", "due_law", "met_law",
    "due_promise", "met_promise", "waits_begun", "waits_ended", "waits_begun_again",
    "waits_ended_again", "charges_begun", "charges_ended",
)  # fmt: skip
_KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def tally(name: str, keys: list[tuple[str, Any]], *, called: str, constraint: models.UniqueConstraint) -> Any:
    """Return what makes one table of sums."""
    columns = [(measure, models.BigIntegerField(default=0, db_default=0)) for measure in MEASURES]
    options = {"verbose_name": called, "constraints": [constraint]}
    return migrations.CreateModel(name=name, fields=[_KEY, *keys, *columns], options=options)


def key(name: str, **more: Any) -> tuple[str, Any]:
    """Return a column of a key."""
    return name, models.DateField() if name == "on" else models.BigIntegerField(**more)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0005_fewer_indexes")]

    operations: ClassVar = [
        migrations.AddField("dossier", "result_due", models.BooleanField(default=False)),
        migrations.AddField("dossier", "due_on", models.DateField(null=True)),
        migrations.AddField("dossier", "legal_due_on", models.DateField(null=True)),
        migrations.AddField("dossier", "on_time_766", models.BooleanField(null=True)),
        migrations.DeleteModel("Tally"),
        migrations.DeleteModel("UnitTally"),
        tally(
            "Tally",
            [key("unit_id"), key("procedure_id"), key("officer_id", default=0, db_default=0), key("on")],
            called="số liệu cộng dồn",
            constraint=models.UniqueConstraint(
                fields=["unit_id", "on", "procedure_id", "officer_id"], name="tally_key"
            ),
        ),
        tally(
            "UnitTally",
            [key("unit_id"), key("on")],
            called="số liệu cộng dồn của đơn vị",
            constraint=models.UniqueConstraint(fields=["unit_id", "on"], name="unit_tally_key"),
        ),
        tally(
            "HalfTally",
            [key("unit_id"), key("procedure_id"), key("on")],
            called="số liệu cộng dồn nửa tháng",
            constraint=models.UniqueConstraint(
                fields=["unit_id", "on", "procedure_id"], name="half_tally_key"
            ),
        ),
    ]

