"""The fields of signing in, without the library's own hints inside the boxes."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.forms import Form


def _bare(form: Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):
    """Account name and password."""

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)
        _bare(self)


class NewPassword(ChangePasswordForm):
    """The password now, and twice the new one."""

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)
        _bare(self)


class ItIsMe(ReauthenticateForm):
    """The password once more before something delicate."""

    def __init__(self, *args: object, **facts: object) -> None:
        super().__init__(*args, **facts)
        _bare(self)
