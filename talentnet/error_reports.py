"""Redact secrets in error pages and error emails."""

import re
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter
from pydantic import SecretStr

from talentnet.environment import Environment

SECRETS = [
    name for name, field in Environment.model_fields.items() if field.annotation is SecretStr
]
_HIDDEN_NAMES = re.compile(
    "|".join([SafeExceptionReporterFilter.hidden_settings.pattern, *SECRETS]), re.IGNORECASE
)


class ErrorReportFilter(SafeExceptionReporterFilter):
    # `runserver` copies the environment into each request's META, where Django hides only names
    # that sound secret: DATABASE_URL does not.
    hidden_settings = _HIDDEN_NAMES

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> Any:
        """Return the variables of our own frames only.

        Database and email libraries hold passwords in theirs, under any name. Ours are SecretStr.
        """
        path = Path(tb_frame.f_code.co_filename)
        if not path.is_relative_to(settings.BASE_DIR) or "site-packages" in path.parts:
            return []
        return super().get_traceback_frame_variables(request, tb_frame)
