"""A mail as it goes out."""

import html
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import Any

import pytest

from talentnet.notifications import mail_messages
from talentnet.notifications.contents import Content, Item, MailSection
from talentnet.notifications.links import ALL, stop_link
from talentnet.notifications.models import Mail, MailKind
from talentnet.notifications.tests.people import reader

pytestmark = pytest.mark.django_db

URL = "https://talentnet.example/matches/7/"
HOSTILE = 'Engineer <script>alert(1)</script> "quoted" & 🧑‍🚀 </a><img src=x>'


def letter(title: str = "Evaluations Engineer", detail: str = "Cedar Bay Institute") -> Any:
    mail = Mail(user=reader(*MailKind).user, kind=MailKind.DEADLINES, address="amara@example.org")
    content = Content(f"Closes: {title}", [MailSection("Soon", [Item(title, detail, URL)])])
    return mail, mail_messages.letter(mail, content)


def received(title: str = "Evaluations Engineer") -> tuple[Mail, bytes, EmailMessage]:
    mail, sent = letter(title)
    raw = sent.message(policy=SMTP).as_bytes()
    return mail, raw, message_from_bytes(raw, policy=default)


def test_the_headers_name_a_way_out_that_takes_one_click() -> None:
    mail, _, message = received()
    assert message["List-Unsubscribe"] == f"<{stop_link(mail.user.pk, 'deadlines')}>"
    assert message["List-Unsubscribe"].startswith("<https://talentnet.example/mails/stop/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.key}@talentnet.example>"
    assert (message["To"], message["From"]) == ("amara@example.org", "noreply@localhost")
    assert message["Subject"] == "Closes: Evaluations Engineer"


def test_the_address_in_the_header_is_written_plainly() -> None:
    """Not as an encoded word, which mail programs do not decode there."""
    mail, raw, _ = received()
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", raw.partition(b"\r\n\r\n")[0])
    expected = f"List-Unsubscribe: <{stop_link(mail.user.pk, 'deadlines')}>"
    assert expected.encode() in unfolded.split(b"\r\n")


def test_there_is_plain_text_and_html_and_each_says_all() -> None:
    mail, _, message = received()
    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    plain, page = (part.get_content() for part in message.iter_parts())
    user = mail.user.pk
    links = [URL, stop_link(user, "deadlines"), stop_link(user, ALL)]
    links.append("https://talentnet.example/settings/notifications/")
    assert [link for link in links if link not in plain] == []
    assert re.findall(r'href="([^"]*)"', page) == links
    for text in ("Soon", "Evaluations Engineer", "Cedar Bay Institute"):
        assert text in plain
        assert text in page


def test_the_plain_text_reads_well() -> None:
    mail, sent = letter()
    assert sent.body == (
        "Soon\n\n- Evaluations Engineer\n  Cedar Bay Institute\n"
        f"  {URL}\n\n--\n"
        "You chose this mail on Talentnet (Deadlines of saved matches).\n"
        f"Stop these mails: {stop_link(mail.user.pk, 'deadlines')}\n"
        f"Stop all mails: {stop_link(mail.user.pk, ALL)}\n"
        "Change what you get: https://talentnet.example/settings/notifications/\n"
    )


def test_nothing_is_loaded_from_anywhere_and_no_color_is_set() -> None:
    _, sent = letter()
    page = sent.alternatives[0].content
    assert re.findall(r"<img|<link|<script|src=|url\(|@import|[^-]color:|background", page) == []
    assert '<meta name="color-scheme" content="light dark">' in page


def test_a_word_as_long_as_a_title_is_broken_rather_than_wider_than_a_phone() -> None:
    _, sent = letter("Engineer" * 40)
    assert "overflow-wrap: anywhere; word-break: break-word;" in sent.alternatives[0].content


def test_a_hostile_title_is_text_in_both() -> None:
    _, _, message = received(HOSTILE)
    plain, page = (part.get_content() for part in message.iter_parts())
    assert HOSTILE in plain
    assert html.escape(HOSTILE, quote=True) in page
    assert "<script" not in page
    assert "<img" not in page
    assert message["Subject"] == f"Closes: {HOSTILE}"


def test_a_line_break_in_a_subject_is_refused_whoever_let_it_through() -> None:
    _, sent = letter("Engineer\r\nBcc: all@example.org")
    with pytest.raises(ValueError):
        sent.message()
