"""The page shown after too many attempts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from talentnet.accounts.allauth_internals import parse_rates

# Rate limits of each page, by URL name. Pages that aren't listed are limited per minute.
LIMITS = {
    "account_login": ("login", "login_failed"),
    "account_signup": ("signup", "confirm_email"),
    "account_email": ("manage_email", "confirm_email"),
    "account_email_verification_sent": ("confirm_email",),
    "account_reset_password": ("reset_password",),
    "delete_account": ("delete_account", "login_failed"),
    "account_reauthenticate": ("reauthenticate", "login_failed"),
}
MINUTE = 60  # seconds


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Render the 429 page with the time to wait: the longest limit of the page."""
    page = request.resolver_match.url_name if request.resolver_match else None
    rates = [
        rate
        for action in LIMITS.get(page or "", ())
        for rate in parse_rates(settings.ACCOUNT_RATE_LIMITS[action])
    ]
    longest = max((rate.duration for rate in rates), default=MINUTE)
    context = {
        "minutes": int(longest // MINUTE) if longest > MINUTE else None,
        "at_sign_in": page == "account_login",
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(MINUTE)
    return response
