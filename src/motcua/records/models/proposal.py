"""What needs two people: one proposes, another agrees."""

from django.db import models
from django.db.models import F, Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User


class Proposal(models.Model):
    """A proposal (đề xuất) that another person must approve before it takes effect."""

    class Outcome(models.TextChoices):
        OPEN = "open", "chờ duyệt"
        AGREED = "agreed", "đồng ý"
        DECLINED = "declined", "không đồng ý"
        LAPSED = "lapsed", "hết hạn"

    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="proposals")
    verb = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    reason = models.CharField("lý do", max_length=500)
    proposer = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        verbose_name = "đề xuất"
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("proposer")), name="proposal_needs_two_people"
            ),
            models.UniqueConstraint(
                fields=["dossier", "verb"], condition=Q(outcome="open"), name="proposal_one_open_per_verb"
            ),
        ]
