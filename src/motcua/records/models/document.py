"""Papers of a dossier, and the bytes behind them under the name of their hash."""

from django.db import models
from django.db.models import Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User


class StoredFile(models.Model):
    """Bytes kept once, named by their SHA-256; the original is never rewritten."""

    class Health(models.TextChoices):
        QUARANTINED = "quarantined", "chờ kiểm tra"
        CLEAN = "clean", "sạch"
        REFUSED = "refused", "bị từ chối"

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    health = models.CharField(max_length=12, choices=Health, default=Health.CLEAN)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp đã lưu"


class Document(models.Model):
    """One paper of a dossier (thành phần hồ sơ or kết quả): had, missing, held already, or not needed."""

    class Standing(models.TextChoices):
        HAS = "has", "có"
        MISSING = "missing", "thiếu"
        HELD = "held", "đã có sẵn"
        NOT_NEEDED = "not_needed", "không cần"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="documents", db_index=False)
    key = models.CharField(max_length=60)  # of the component, or "result"
    name = models.CharField("tên giấy tờ", max_length=1000)
    kind = models.CharField(
        "loại giấy tờ", max_length=10, default="original"
    )  # original|certified|copy|electronic
    quantity = models.PositiveSmallIntegerField("số lượng", default=1)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.HAS)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="documents")
    file_name = models.CharField(max_length=200, blank=True)
    is_result = models.BooleanField(default=False)
    remark = models.CharField(max_length=500, blank=True)
    asked = models.CharField(max_length=500, blank=True)  # what is missing, as the supplement request says
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "thành phần hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=["has", "missing", "held", "not_needed"]),
                name="document_standing_is_known",
            )
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="document_by_dossier")]
