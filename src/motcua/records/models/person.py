"""People: those who come with a dossier and those who work on it."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from motcua.records.models.unit import Unit
from motcua.rules.people import IdKind, Role


class Applicant(models.Model):
    """Whoever a dossier belongs to (tổ chức, cá nhân nộp hồ sơ)."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "cá nhân"
        ORGANISATION = "organisation", "tổ chức, doanh nghiệp"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CITIZEN)
    name = models.CharField("họ tên, tên tổ chức", max_length=200)
    name_fold = models.CharField(max_length=200, db_index=True)
    id_kind = models.CharField(
        "loại giấy tờ", max_length=10, choices=[(k, k) for k in IdKind], default=IdKind.NONE
    )
    id_number = models.CharField("số giấy tờ", max_length=20, blank=True)
    birth_on = models.DateField("ngày sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=1, blank=True)  # M, F or unsaid
    phone = models.CharField("điện thoại", max_length=15, blank=True, db_index=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("nơi cư trú", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "tổ chức, cá nhân nộp hồ sơ"
        constraints = [
            models.UniqueConstraint(
                fields=["id_kind", "id_number"], condition=~Q(id_number=""), name="applicant_one_per_number"
            )
        ]
        # SQLite cannot use the constraint's own: it does not see that a number asked for is not empty.
        indexes = [models.Index(fields=["id_number", "id"], name="applicant_by_number")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account: an official's, or an applicant's own."""

    full_name = models.CharField("họ và tên", max_length=150)
    applicant = models.OneToOneField(Applicant, models.PROTECT, null=True, blank=True, related_name="user")
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = "tài khoản"

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Post(models.Model):
    """A role that an official holds in a unit, from when to when."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, choices=[(r, r) for r in Role])
    title = models.CharField("chức danh", max_length=100, blank=True)
    counter = models.CharField("quầy", max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "vị trí công tác"
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "from_on"], name="post_once"),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="post_role_is_known"),
        ]


class ApiToken(models.Model):
    """A program's key to the interface; only its hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "khoá truy cập của chương trình"
