"""Adapt allauth to Talentnet: messages, rate limits, redirects and sending."""

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
        "duplicate_email": "This is already your email address.",
        "email_password_mismatch": "Wrong email or password.",
        "email_taken": "Another account uses this email address.",
        "enter_current_password": "That isn't your current password.",
        "incorrect_code": "That isn't the code in our latest email.",
        "incorrect_password": "That isn't your password.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, then try again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answer too many wrong passwords with the 429 page instead of another form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(too_many_tries(request)) from error

    def is_safe_url(self, url: str) -> bool:
        """Allow redirects to this host only, whatever ALLOWED_HOSTS lists."""
        return url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Return to the page where the new address was entered; sign-ups never come here."""
        return reverse("account_email")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email; if that fails, tell the user and let the request go through."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # base class of SMTPException
            logger.exception("Email not sent: %s", template_prefix)
            text = "We couldn't send you an email just now. Try again in a few minutes."
            self.add_message(self.request, messages.ERROR, message=text)


class TwoFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code doesn't work. Your app shows a new one every 30 seconds.",
        "unverified_email": "Confirm your email address first.",
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code; its background is white in both color schemes, for cameras."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()
