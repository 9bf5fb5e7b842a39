"""The two files of an index; whether they make one is the rules' to say."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2_000_000


class OwnForm(forms.Form):
    """A framework file and a table."""

    framework = forms.FileField(label=_("Framework file (YAML)"), max_length=200)
    table = forms.FileField(label=_("Table (CSV)"), max_length=200)

    def clean_framework(self) -> UploadedFile:
        return self._small("framework")

    def clean_table(self) -> UploadedFile:
        return self._small("table")

    def _small(self, name: str) -> UploadedFile:
        file: UploadedFile = self.cleaned_data[name]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(gettext("This file is larger than 2 MB."))
        return file
