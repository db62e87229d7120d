"""Where we differ from what allauth does by itself: its sentences, its limits and its redirects."""

import logging
from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from talentnet.accounts.limits import too_many_tries

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "duplicate_email": "This is your address already.",
        "email_password_mismatch": "This email address and this password do not go together.",
        "email_taken": "Another account has this address.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This is not the code in our latest mail.",
        "incorrect_password": "This is not your password.",
        "rate_limited": "Too many tries. Wait a few minutes, then try again.",
        "too_many_login_attempts": "Too many tries. Wait a few minutes, then try again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords get the page for it, not a form that invites more."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(too_many_tries(request)) from error

    def is_safe_url(self, url: str) -> bool:
        """This host alone, whatever else ALLOWED_HOSTS and CSRF_TRUSTED_ORIGINS name."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Back to the page on which a new address was given; a sign-up goes its own way."""
        return reverse("account_email")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down fails the mail, not what the person was doing."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # which SMTPException is too
            logger.exception("A mail could not be sent: %s", template_prefix)
            sentence = "We could not send you a mail just now. Try again in a few minutes."
            self.add_message(self.request, messages.ERROR, message=sentence)


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not work. An app shows a new one every 30 seconds.",
        "unverified_email": "Confirm your email address first.",
    }

    def build_totp_svg(self, url: str) -> str:
        """On white whatever the color scheme, as cameras need it."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()
