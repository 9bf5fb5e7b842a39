import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_supervision"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishingDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số quyết định")),
                ("issuer", models.CharField(max_length=200, verbose_name="cơ quan ban hành")),
                ("level", models.CharField(default="province", max_length=10, verbose_name="cấp công bố")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="trích yếu")),
                ("signed_on", models.DateField(verbose_name="ngày ký")),
                ("effective_on", models.DateField(verbose_name="ngày có hiệu lực")),
                ("received_at", models.DateTimeField(verbose_name="nhận lúc")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("is_invented", models.BooleanField(default=False, verbose_name="minh họa")),
                ("is_on_time", models.BooleanField(default=True, verbose_name="công bố đúng hạn")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publishing_decisions",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "quyết định công bố thủ tục hành chính",
            },
        ),
        migrations.CreateModel(
            name="PublishedProcedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10, verbose_name="loại")),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="records.procedure",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.procedureversion",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="records.publishingdecision",
                    ),
                ),
            ],
            options={
                "verbose_name": "thủ tục được công bố",
            },
        ),
        migrations.CreateModel(
            name="PostingDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=20, verbose_name="nơi niêm yết")),
                ("act", models.CharField(max_length=6, verbose_name="việc")),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(verbose_name="hạn")),
                ("progress", models.CharField(default="open", max_length=10)),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                ("is_on_time", models.BooleanField(null=True)),
                ("finding", models.CharField(blank=True, max_length=12)),
                ("next_check_at", models.DateTimeField(blank=True, null=True)),
                ("checks", models.PositiveSmallIntegerField(default=0)),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.procedure",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posting_duties",
                        to="records.unit",
                    ),
                ),
                (
                    "published",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="records.publishedprocedure",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="records.publishingdecision",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ niêm yết",
            },
        ),
        migrations.CreateModel(
            name="UnitPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=300, verbose_name="địa chỉ trang")),
                ("set_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="kiểm tra lần cuối")),
                ("fingerprint", models.CharField(blank=True, max_length=64, verbose_name="vân tay trang")),
                ("failure", models.CharField(blank=True, max_length=40)),
                ("forbidden", models.JSONField(default=list)),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="page", to="records.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "trang thông tin điện tử của đơn vị",
            },
        ),
        migrations.CreateModel(
            name="PostingEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("how", models.CharField(max_length=12, verbose_name="cách chứng minh")),
                ("at", models.DateTimeField()),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="địa chỉ trang")),
                ("fingerprint", models.CharField(blank=True, max_length=64, verbose_name="vân tay trang")),
                ("finding", models.CharField(blank=True, max_length=12)),
                ("verdict", models.CharField(default="waiting", max_length=8, verbose_name="kết luận")),
                ("note", models.CharField(blank=True, max_length=500)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="records.postingduty",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.unit",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "minh chứng niêm yết",
                "indexes": [
                    models.Index(
                        condition=models.Q(("verdict", "waiting")),
                        fields=["verdict", "id"],
                        name="posting_to_judge",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["photo", "page_check", "kiosk_report"])),
                        name="posting_how_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["waiting", "good", "bad"])),
                        name="posting_verdict_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finding", ""),
                            (
                                "finding__in",
                                ["right", "missing", "old_version", "still_there", "unsure", "unreachable"],
                            ),
                            _connector="OR",
                        ),
                        name="posting_finding_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged_by", None),
                            ("sent_by", None),
                            models.Q(("judged_by", models.F("sent_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="posting_needs_two_people",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="publishingdecision",
            index=models.Index(fields=["signed_on", "id"], name="publishing_by_day"),
        ),
        migrations.AddConstraint(
            model_name="publishingdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("number", "issuer", "unit"),
                name="publishing_decision_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishingdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["ministry", "province"])), name="publishing_level_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedprocedure",
            constraint=models.UniqueConstraint(
                fields=("decision", "procedure"), name="published_procedure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedprocedure",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["new", "amended", "abolished"])),
                name="published_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="postingduty",
            index=models.Index(fields=["unit", "due_at"], name="posting_by_unit"),
        ),
        migrations.AddIndex(
            model_name="postingduty",
            index=models.Index(
                condition=models.Q(("progress__in", ["open", "claimed"])),
                fields=["due_at", "id"],
                name="posting_open",
            ),
        ),
        migrations.AddIndex(
            model_name="postingduty",
            index=models.Index(
                condition=models.Q(("next_check_at__isnull", False)),
                fields=["next_check_at"],
                name="posting_to_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingduty",
            constraint=models.UniqueConstraint(
                fields=("published", "unit", "place"), name="posting_duty_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["board", "kiosk", "commune_page", "national_database"])),
                name="posting_place_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["post", "remove"])), name="posting_act_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="postingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__in", ["open", "claimed", "done", "withdrawn"])),
                name="posting_progress_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="postingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("is_on_time__isnull", False), ("progress", "done")),
                    models.Q(
                        models.Q(("progress", "done"), _negated=True), ("done_at", None), ("is_on_time", None)
                    ),
                    _connector="OR",
                ),
                name="posting_done_has_its_moment",
            ),
        ),
    ]
