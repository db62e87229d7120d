"""Email messages as they are sent."""

import html
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

import pytest

from talentnet.notifications import mail_messages
from talentnet.notifications.contents import Content, Item, MailSection
from talentnet.notifications.links import ALL_KINDS, unsubscribe_link
from talentnet.notifications.models import Mail, MailKind
from talentnet.notifications.tests.people import create_reader

pytestmark = pytest.mark.django_db

URL = "https://talentnet.example/matches/7/"
HOSTILE = 'Engineer <script>alert(1)</script> "quoted" & 🧑‍🚀 </a><img src=x>'


def build(title: str = "Evaluations Engineer", detail: str = "Cedar Bay Institute") -> Any:
    mail = Mail(
        user=create_reader(*MailKind).user, kind=MailKind.DEADLINES, address="amara@example.org"
    )
    content = Content(f"Closes: {title}", [MailSection("Soon", [Item(title, detail, URL)])])
    return mail, mail_messages.build_message(mail, content)


def sent_and_parsed(title: str = "Evaluations Engineer") -> tuple[Mail, bytes, EmailMessage]:
    mail, sent = build(title)
    raw = sent.message(policy=SMTP).as_bytes()
    return mail, raw, message_from_bytes(raw, policy=default)


def test_headers_offer_one_click_unsubscribe() -> None:
    mail, _, message = sent_and_parsed()
    assert message["List-Unsubscribe"] == f"<{unsubscribe_link(mail.user.pk, 'deadlines')}>"
    assert message["List-Unsubscribe"].startswith("<https://talentnet.example/mails/stop/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.key}@talentnet.example>"
    assert (message["To"], message["From"]) == ("amara@example.org", "noreply@localhost")
    assert message["Subject"] == "Closes: Evaluations Engineer"


def test_unsubscribe_header_is_not_encoded() -> None:
    """Email programs don't decode encoded words in this header."""
    mail, raw, _ = sent_and_parsed()
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", raw.partition(b"\r\n\r\n")[0])
    expected = f"List-Unsubscribe: <{unsubscribe_link(mail.user.pk, 'deadlines')}>"
    assert expected.encode() in unfolded.split(b"\r\n")


def test_plain_text_and_html_hold_all_links_and_texts() -> None:
    mail, _, message = sent_and_parsed()
    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    plain, page = (part.get_content() for part in message.iter_parts())
    user = mail.user.pk
    links = [URL, unsubscribe_link(user, "deadlines"), unsubscribe_link(user, ALL_KINDS)]
    links.append("https://talentnet.example/settings/notifications/")
    assert [link for link in links if link not in plain] == []
    assert re.findall(r'href="([^"]*)"', page) == links
    for text in ("Soon", "Evaluations Engineer", "Cedar Bay Institute"):
        assert text in plain
        assert text in page


def test_plain_text_matches_layout() -> None:
    mail, sent = build()
    assert sent.body == (
        "Soon\n\n- Evaluations Engineer\n  Cedar Bay Institute\n"
        f"  {URL}\n\n--\n"
        "You get this email because you chose “Deadlines of saved matches” on Talentnet.\n"
        f"Unsubscribe from these emails: {unsubscribe_link(mail.user.pk, 'deadlines')}\n"
        f"Unsubscribe from all emails: {unsubscribe_link(mail.user.pk, ALL_KINDS)}\n"
        "Choose your emails: https://talentnet.example/settings/notifications/\n"
    )


def test_html_loads_nothing_and_sets_no_color() -> None:
    _, sent = build()
    page = sent.alternatives[0].content
    assert re.findall(r"<img|<link|<script|src=|url\(|@import|[^-]color:|background", page) == []
    assert '<meta name="color-scheme" content="light dark">' in page


def test_html_breaks_long_words() -> None:
    _, sent = build("Engineer" * 40)
    assert "overflow-wrap: anywhere; word-break: break-word;" in sent.alternatives[0].content


def test_hostile_title_is_escaped_in_html() -> None:
    _, _, message = sent_and_parsed(HOSTILE)
    plain, page = (part.get_content() for part in message.iter_parts())
    assert HOSTILE in plain
    assert html.escape(HOSTILE, quote=True) in page
    assert "<script" not in page
    assert "<img" not in page
    assert message["Subject"] == f"Closes: {HOSTILE}"


def test_line_break_in_subject_raises() -> None:
    _, sent = build("Engineer\r\nBcc: all@example.org")
    with pytest.raises(ValueError):
        sent.message()
