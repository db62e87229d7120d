"""Links in emails: absolute, since there is no request, and signed if they need no sign-in."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from talentnet.notifications.models import MailKind

ALL_KINDS = "all"
# No timestamp: people keep emails for years, and the unsubscribe link must keep working.
_SIGNER = Signer(salt="talentnet.notifications.stop")


def absolute_url(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def unsubscribe_link(user_id: int, kind: str) -> str:
    """Link that turns off one kind of email for one person, or `ALL_KINDS`.

    It works without signing in, and never expires.
    """
    return absolute_url("notifications:stop", _SIGNER.sign(f"{user_id}.{kind}"))


def read_unsubscribe_token(token: str) -> tuple[int, list[MailKind]] | None:
    """User id and kinds from the token of a link; None if the signature is wrong."""
    try:
        user_id, _, kind = _SIGNER.unsign(token).partition(".")
        return int(user_id), list(MailKind) if kind == ALL_KINDS else [MailKind(kind)]
    except (BadSignature, ValueError):
        return None
