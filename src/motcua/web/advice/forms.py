"""Forms of tasks and of the days of work; whether a task makes sense is the actions' to say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = (("task", _("Task")), ("commitment", _("Commitment")))


class TaskForm(forms.Form):
    """One task: its words, who, until when, whether it is a commitment."""

    text = forms.CharField(label=_("What to do"), max_length=500)
    owner = forms.ChoiceField(label=_("Who"))
    due_on = forms.DateField(
        label=_("Until"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)

    def __init__(self, people: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["owner"]
        chosen.choices = [("", "–"), *((str(pk), name) for pk, name in people)]


class CloseForm(forms.Form):
    """What became of a task."""

    outcome = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea({"rows": 3}))
