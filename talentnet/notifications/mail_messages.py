"""A content as a mail: plain text and HTML, with the way out of it."""

from email.policy import default
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from talentnet.notifications.contents import Content
from talentnet.notifications.links import ALL, absolute, stop_link
from talentnet.notifications.models import Mail, MailKind

LONGEST_LINE = 998
"""Of a mail, without its end (RFC 5322, 2.1.1)."""


class Letter(EmailMultiAlternatives):
    """Its header lines are cut only where the mail standard forces it: Python would write a long
    address in a header as encoded words, which no mail program reads as an address there."""

    def message(self, *, policy: Any = default) -> Any:
        return super().message(policy=policy.clone(max_line_length=LONGEST_LINE))


def letter(mail: Mail, content: Content) -> Letter:
    stop = stop_link(mail.user_id, mail.kind)
    context = {
        "subject": content.subject,
        "sections": content.sections,
        "kind": MailKind(mail.kind).label,
        "stop": stop,
        "stop_all": stop_link(mail.user_id, ALL),
        "settings": absolute("notifications:settings"),
    }
    message = Letter(
        content.subject,
        render_to_string("notifications/mail/mail.txt", context).strip() + "\n",
        to=[mail.address],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
    message.attach_alternative(
        render_to_string("notifications/mail/mail.html", context), "text/html"
    )
    return message
