"""allauth's forms with our labels and help texts.

Validation stays allauth's. Placeholders are removed, as they repeat the label and vanish while
typing. Code fields get a numeric keyboard.
"""

from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.forms import EmailField, EmailInput, Field, Form
from django.http import HttpRequest

AVOID = "Avoid common passwords, numbers only, or anything close to your email."
PASSWORD_HELP = f"Use at least 8 characters. {AVOID}"
MAILED_CODE_HELP = "Eight digits, with or without the dash."
LABELS = {
    "login": "Email",
    "email": "Email",
    "remember": "Remember me on this device",
    "oldpassword": "Current password",
    "password": "Password",
    "password1": "Password",
    "password2": "Confirm password",
    "code": "Code",
}


class RelabeledForm:
    """Mixin that relabels one of allauth's forms; list it before the form."""

    fields: dict[str, Field]
    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # A KeyError here means that an update of allauth added a field.
            field.label = (LABELS | self.labels)[name]
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        # Not type=number, which drops leading zeros and adds arrows.
        if code := self.fields.get("code"):
            code.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


def relabel(form: type[Form], **words: dict[str, str]) -> type[Form]:
    return type(form.__name__, (RelabeledForm, form), words)


LoginForm = relabel(account.LoginForm)
SignupForm = relabel(account.SignupForm, help_texts={"password1": PASSWORD_HELP})
ConfirmEmailForm = relabel(
    account.ConfirmEmailVerificationCodeForm, help_texts={"code": MAILED_CODE_HELP}
)
ChangeEmailForm = relabel(account.AddEmailForm, labels={"email": "New email address"})
ChangePasswordForm = relabel(
    account.ChangePasswordForm,
    labels={"password1": "New password", "password2": "Confirm new password"},
    help_texts={"password1": PASSWORD_HELP},
)
SetPasswordForm = relabel(account.SetPasswordForm, help_texts={"password1": PASSWORD_HELP})
ConfirmResetForm = relabel(
    account.ConfirmPasswordResetCodeForm, help_texts={"code": MAILED_CODE_HELP}
)
NewPasswordForm = relabel(
    account.ResetPasswordKeyForm,
    labels={"password1": "New password", "password2": "Confirm new password"},
    help_texts={"password1": PASSWORD_HELP},
)
ReauthenticateForm = relabel(account.ReauthenticateForm)
ActivateAppForm = relabel(
    totp.ActivateTOTPForm,
    labels={"code": "Code from your app"},
    help_texts={"code": "Six digits. Your app shows a new code every 30 seconds."},
)
SecondFactorForm = relabel(
    second_factor.AuthenticateForm,
    labels={"code": "Code from your app, or a recovery code"},
)
ReauthenticateByCodeForm = relabel(
    second_factor.ReauthenticateForm,
    labels={"code": "Code from your app, or a recovery code"},
)


class ResetPasswordForm(RelabeledForm, account.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    def save(self, request: HttpRequest, **options: Any) -> str:
        """Send a reset code, which also confirms the address.

        Accounts made by a command have no EmailAddress yet; without one, allauth would email a
        second code to confirm it.
        """
        for user in self.users:
            EmailAddress.objects.get_or_create(user=user, email=user.email)
        return str(super().save(request, **options))


class DeleteAccountForm(RelabeledForm, account.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """Ask for the password, to identify the owner, and the address, to prevent accidents."""

    labels = {"email": "Your email address, to confirm"}

    # Typed by hand: autofill would defeat the purpose.
    email = EmailField(widget=EmailInput(attrs={"autocomplete": "off"}))

    field_order = ["email", "password"]

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"])
        # Stored in lower case, but people may type capitals.
        if typed.casefold() != self.user.email.casefold():
            raise ValidationError("That isn't this account's email address.")
        return typed
