"""The forms of allauth in our own words.

Fields keep what allauth checks. They lose their placeholders, which repeat the label and vanish
when one types, and get a numeric keyboard where a code is asked for.
"""

from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.forms import EmailField, EmailInput, Field, Form
from django.http import HttpRequest

PASSWORD_HELP = "At least 8 characters; no common password, not only digits, not like your email."  # noqa: S105
MAILED_CODE_HELP = "Eight digits, with or without the dash."
LABELS = {
    "login": "Email",
    "email": "Email",
    "remember": "Remember me on this device",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "Password",
    "password2": "The same password once more",
    "code": "Code",
}


class OurWords:
    """Comes before a form of allauth's among the bases of a class."""

    fields: dict[str, Field]
    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = (LABELS | self.labels)[name]
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        if code := self.fields.get("code"):
            code.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


def in_our_words(form: type[Form], **words: dict[str, str]) -> type[Form]:
    return type(form.__name__, (OurWords, form), words)


LoginForm = in_our_words(account.LoginForm)
SignupForm = in_our_words(account.SignupForm, help_texts={"password1": PASSWORD_HELP})
ConfirmEmailForm = in_our_words(
    account.ConfirmEmailVerificationCodeForm, help_texts={"code": MAILED_CODE_HELP}
)
ChangeEmailForm = in_our_words(account.AddEmailForm, labels={"email": "New email address"})
ChangePasswordForm = in_our_words(
    account.ChangePasswordForm,
    labels={"password1": "New password", "password2": "The new password once more"},
    help_texts={"password1": PASSWORD_HELP},
)
SetPasswordForm = in_our_words(account.SetPasswordForm, help_texts={"password1": PASSWORD_HELP})
ConfirmResetForm = in_our_words(
    account.ConfirmPasswordResetCodeForm, help_texts={"code": MAILED_CODE_HELP}
)
NewPasswordForm = in_our_words(
    account.ResetPasswordKeyForm,
    labels={"password1": "New password", "password2": "The new password once more"},
    help_texts={"password1": PASSWORD_HELP},
)
ReauthenticateForm = in_our_words(account.ReauthenticateForm)
ActivateAppForm = in_our_words(
    totp.ActivateTOTPForm,
    labels={"code": "Code in the app"},
    help_texts={"code": "Six digits; the app shows new ones every 30 seconds."},
)
SecondFactorForm = in_our_words(
    second_factor.AuthenticateForm,
    labels={"code": "Code in your app, or a recovery code"},
)
ReauthenticateByCodeForm = in_our_words(
    second_factor.ReauthenticateForm,
    labels={"code": "Code in your app, or a recovery code"},
)


class ResetPasswordForm(OurWords, account.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    def save(self, request: HttpRequest, **options: Any) -> str:
        """The code proves the address, also of accounts that were made by a command.

        Those have no record of the address yet, without which another code would be mailed.
        """
        for user in self.users:
            EmailAddress.objects.get_or_create(user=user, email=user.email)
        return str(super().save(request, **options))


class DeleteAccountForm(OurWords, account.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password says who it is, the address that it is meant."""

    labels = {"email": "Your email address, to be sure"}

    email = EmailField(widget=EmailInput(attrs={"autocomplete": "off"}))

    field_order = ["email", "password"]

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"])
        if typed.casefold() != self.user.email.casefold():
            raise ValidationError("This is not the address of this account.")
        return typed
