"""Addresses in mails: absolute, as there is no request, and signed where no sign-in is needed."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from talentnet.notifications.models import MailKind

ALL = "all"
_SIGNER = Signer(salt="talentnet.notifications.stop")


def absolute(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def stop_link(user_id: int, kind: str) -> str:
    """Stops one kind of mail to one person, or all of them, for whoever has the mail; for good,
    as mails are kept for years."""
    return absolute("notifications:stop", _SIGNER.sign(f"{user_id}.{kind}"))


def read_stop_token(token: str) -> tuple[int, list[MailKind]] | None:
    """Whose mails of which kinds are to be stopped; None for what we have not signed."""
    try:
        user_id, _, kind = _SIGNER.unsign(token).partition(".")
        return int(user_id), list(MailKind) if kind == ALL else [MailKind(kind)]
    except (BadSignature, ValueError):
        return None
