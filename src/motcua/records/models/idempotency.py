"""Answers kept by key, so that a repeated request does nothing twice."""

from django.db import models


class KeptAnswer(models.Model):
    """The answer once given to a key (câu trả lời đã lưu)."""

    who = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "câu trả lời đã lưu"
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="kept_answer_once")]
