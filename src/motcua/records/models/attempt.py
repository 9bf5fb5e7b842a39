"""Wrong guesses, counted so that nobody can try all of them."""

from django.db import models


class Attempt(models.Model):
    """Wrong guesses within the hour that began then (lượt thử sai); the key is a keyed hash."""

    key = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "lượt thử sai"
