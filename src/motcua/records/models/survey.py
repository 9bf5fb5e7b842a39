"""Surveys of people: their questions, one-use codes and answers; nothing leads from an answer to its code."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from motcua.records.models.person import User
from motcua.records.models.reform_index import IndexRound
from motcua.records.models.unit import Unit


class Survey(models.Model):
    """A survey of people (điều tra xã hội học): its questions, sample and window."""

    key = models.SlugField("mã khảo sát", max_length=60, unique=True)
    name = models.CharField("tên", max_length=300)
    round = models.ForeignKey(IndexRound, models.PROTECT, null=True, related_name="surveys")
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="surveys")
    body = models.JSONField()  # rules.survey.Questionnaire as plain data
    formula = models.CharField(max_length=12, default="top_two")  # rules.survey_scores.Formula
    combine = models.CharField(max_length=8, default="mean")  # rules.survey_scores.Combine
    sample = models.JSONField(default=dict)  # the plan, then what was drawn: frame, sizes, seed, codes
    error = models.DecimalField("sai số", max_digits=5, decimal_places=4, default="0.05")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="draft")  # draft | open | closed
    digest = models.CharField("mã băm kết quả", max_length=64, blank=True)  # of all answers, at the close
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "khảo sát"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_it_opens"
            )
        ]


class SurveyCode(models.Model):
    """A one-use code (mã phiếu) for one person of the sample; only its hash is kept."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="codes", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    respondents = models.CharField("đối tượng", max_length=20)
    code_hash = models.CharField(max_length=64, unique=True)
    spent_on = models.DateField(null=True)  # the day only: who answered when is nobody's business

    class Meta:
        verbose_name = "mã phiếu khảo sát"
        indexes: ClassVar = [models.Index(fields=["survey", "unit"], name="survey_code_by_unit")]


class SurveyAnswer(models.Model):
    """One filled form; nothing leads from it to its code: no day, no moment, and a random key."""

    id = models.BigIntegerField(primary_key=True)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    respondents = models.CharField("đối tượng", max_length=20)
    answers = models.JSONField()
    source = models.CharField(max_length=10, default="code")  # code | imported

    class Meta:
        verbose_name = "phiếu khảo sát"
        indexes: ClassVar = [models.Index(fields=["survey", "unit"], name="survey_answer_by_unit")]
