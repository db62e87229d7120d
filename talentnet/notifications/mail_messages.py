"""Render email content as a message: plain text, HTML, and unsubscribe links."""

from email.policy import default
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from talentnet.notifications.contents import Content
from talentnet.notifications.links import ALL_KINDS, absolute_url, unsubscribe_link
from talentnet.notifications.models import Mail, MailKind

# Octets in a line without its CRLF (RFC 5322, 2.1.1).
MAX_LINE_LENGTH = 998


class NotificationEmail(EmailMultiAlternatives):
    """Message with header lines folded only where the standard requires it."""

    def message(self, *, policy: Any = default) -> Any:
        # To fold at 78, Python turns the long URL of List-Unsubscribe into encoded words, which
        # email programs don't decode in that header.
        return super().message(policy=policy.clone(max_line_length=MAX_LINE_LENGTH))


def build_message(mail: Mail, content: Content) -> NotificationEmail:
    unsubscribe = unsubscribe_link(mail.user_id, mail.kind)
    context = {
        "subject": content.subject,
        "sections": content.sections,
        "kind": MailKind(mail.kind).label,
        "unsubscribe": unsubscribe,
        "unsubscribe_all": unsubscribe_link(mail.user_id, ALL_KINDS),
        "settings": absolute_url("notifications:settings"),
    }
    message = NotificationEmail(
        content.subject,
        render_to_string("notifications/mail/mail.txt", context).strip() + "\n",
        to=[mail.address],
        headers={
            # One-click unsubscribe (RFC 8058), which large providers demand of senders.
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # Keeps vacation responders silent (RFC 3834).
            "Auto-Submitted": "auto-generated",
            # The same for each attempt, so that a reader's server can drop a duplicate.
            "Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
    message.attach_alternative(
        render_to_string("notifications/mail/mail.html", context), "text/html"
    )
    return message
