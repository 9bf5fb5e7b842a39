"""What the citizen thought of it."""

from django.db import models
from django.db.models import Q

from motcua.records.models.dossier import Dossier


class Rating(models.Model):
    """A rating (đánh giá mức độ hài lòng), given once by the link of the slip."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="given_rating")
    face = models.PositiveSmallIntegerField()  # 5 very good ... 1 very bad
    reasons = models.JSONField(default=list)
    comment = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    device = models.CharField(max_length=16, blank=True)  # a keyed mark of the month's browser and network

    class Meta:
        verbose_name = "đánh giá mức độ hài lòng"
        constraints = [
            models.CheckConstraint(condition=Q(face__gte=1, face__lte=5), name="rating_has_five_faces")
        ]
