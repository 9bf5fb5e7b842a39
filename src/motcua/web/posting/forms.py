"""Forms of the posting watch; the shape is checked here, the law by the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.web.posting import labels

ROWS = 6  # procedures of one decision, as many as the form has lines

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PhotoForm(forms.Form):
    """A photograph from the phone's camera, or from the disk."""

    photo = forms.FileField(
        label=_("Photograph of the place"),
        help_text=_(
            "The name of the procedure has to be readable. The server's time counts, not the picture's."
        ),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=500)


class PageForm(forms.Form):
    """The page on which a unit posts its procedures."""

    address = forms.CharField(
        label=_("Address of the page"),
        max_length=300,
        help_text=_("It begins with https:// and its host is on the list of the administrator."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class DecisionForm(forms.Form):
    """What stands at the head of a publishing decision."""

    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    issuer = forms.CharField(label=_("Issuing authority"), max_length=200)
    level = forms.ChoiceField(
        label=_("Published by"), choices=[(key, _(name)) for key, name in labels.LEVELS.items()],
        initial="province",
    )  # fmt: skip
    title = forms.CharField(label=_("What it is about"), required=False, max_length=500)
    signed_on = forms.DateField(label=_("Signed on"), widget=DAY_INPUT)
    effective_on = forms.DateField(label=_("Takes effect on"), widget=DAY_INPUT)
    places = forms.MultipleChoiceField(
        label=_("To be posted at"),
        choices=[(key, _(name)) for key, (name, _icon) in labels.PLACES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    paper = forms.FileField(label=_("The decision as a file"), required=False)


def items(data: Any) -> list[dict[str, str]]:
    """Return the lines of procedures as they were filled in, empty ones too."""
    found = []
    for number in range(ROWS):
        read = {name: data.get(f"{name}_{number}", "").strip() for name in ("code", "kind", "value", "unit")}
        found.append(read | {"number": str(number)})
    return found
