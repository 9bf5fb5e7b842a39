"""Units: the agencies of the State as a tree that changes with time."""

from django.db import models
from django.db.models import Q


class Unit(models.Model):
    """One agency (cơ quan, đơn vị) while it existed under this name."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "tỉnh, thành phố"
        DISTRICT = "district", "huyện, quận, thị xã"
        COMMUNE = "commune", "xã, phường, thị trấn"
        OFFICE = "office", "phòng, ban, bộ phận"

    kind = models.CharField("loại", max_length=10, choices=Kind)
    gso_code = models.CharField("mã đơn vị hành chính", max_length=10, blank=True)
    name = models.CharField("tên", max_length=200)
    name_en = models.CharField("tên tiếng Anh", max_length=200, blank=True)
    name_fold = models.CharField(max_length=200, db_index=True)
    agency_code = models.CharField("mã định danh đang dùng", max_length=35, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, blank=True, db_index=True)  # "/1/7/": the place in the tree now
    from_on = models.DateField("từ ngày")
    until_on = models.DateField("đến trước ngày", null=True, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    serves = models.BooleanField("có bộ phận một cửa", default=False)

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "gso_code", "from_on"],
                condition=~Q(gso_code=""),
                name="unit_one_per_code_and_day",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["province", "district", "commune", "office"]), name="unit_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Under which parent a unit stood, from when to when."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "vị trí trong hệ thống"
        constraints = [models.UniqueConstraint(fields=["unit", "from_on"], name="placement_one_per_day")]


class AgencyCode(models.Model):
    """A unit's identification code in one of the two schemes, while it was valid."""

    class Scheme(models.TextChoices):
        QCVN_102 = "qcvn102", "QCVN 102:2016/BTTTT"
        QD_20 = "qd20", "Quyết định 20/2020/QĐ-TTg"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agency_codes")
    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=35)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=12, default="M")

    class Meta:
        verbose_name = "mã định danh cơ quan"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "from_on"], name="agency_code_one_unit_per_day")
        ]


class Succession(models.Model):
    """What became of a unit: which new one took over the whole or a part of it."""

    class Kind(models.TextChoices):
        WHOLE = "whole", "toàn bộ"
        DIVIDED = "divided", "một phần"

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    kind = models.CharField(max_length=10, choices=Kind)
    is_default = models.BooleanField(default=False)  # takes the open dossiers
    on = models.DateField()

    class Meta:
        verbose_name = "kế thừa đơn vị"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]
