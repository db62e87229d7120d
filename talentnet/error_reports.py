"""Redact secrets in error pages and error emails."""

import re

from django.views.debug import SafeExceptionReporterFilter


class SecretsFilter(SafeExceptionReporterFilter):
    """Also hide the variables whose addresses hold a password.

    Django hides names such as KEY and PASSWORD. Its development server puts the environment into
    `request.META`, which the error page lists.
    """

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE_URL|MAIL_URL",
        re.IGNORECASE,
    )
