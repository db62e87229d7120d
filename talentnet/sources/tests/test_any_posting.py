"""Arbitrary postings: each is read or reported and never affects the others."""

import copy
import functools
import json
import operator
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from talentnet.files import UnreadableFile
from talentnet.sources.document import Document
from talentnet.sources.formats.job_posting import rows as rows_of_page
from talentnet.sources.formats.values import html_of
from talentnet.sources.models import SourceFormat
from talentnet.sources.parsing import Origin, SourceReading, read
from talentnet.sources.readable import readable
from talentnet.sources.tests.contents import ASHBY, CONFERENCE, GREENHOUSE, LEVER, POSTING
from talentnet.text import storable

ENDLESS = f"&#{'1' * 5_000};"
REJECTED = "<p>a <![ b</p>"
# Fragments that open, close or break HTML, and names that may confuse a reader.
PIECES = """
    < > </ /> <! <![ ]> ]]> <!-- --> -- <? ?> & &# &#x ; &lt; &amp; &nbsp; = ' " [ ] ! -
    <p> </p> <br> <ol> <ul> <li> </li> </ol> <td> <tr> <table> <h1> </h1> <pre> </pre> <a href=
    <soup> <list> <hN> <title> <textarea> <script> </script> <style> <svg> <template> <plaintext>
    <![CDATA[ <![if <![endif] <!doctype <!ELEMENT <?xml start= colspan= http://[bad ½ ² 9999999999
    d800 x
"""
ODD_PIECES = ["\x00", "\ud800", "\u2028", "\n", " ", f"<h{'1' * 5_000}>", "<ol start=½>", ENDLESS]
pieces = st.sampled_from([*PIECES.split(), *ODD_PIECES]) | st.text(max_size=5)
any_html = st.lists(pieces, max_size=30).map("".join)
many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(any_html)
@example(REJECTED)
@example("<p><soup>a</soup></p>")
@example(f"<p>{ENDLESS}</p>")
@example(f"<p><a href={ENDLESS}>a</a></p>")
@example(f"<p><h{'1' * 5_000}>a</p>")
@example("<ol start=½><li>a</ol>")
@example("<p>a <<!x>![ b</p>")
def test_arbitrary_html_is_readable(text: str) -> None:
    for html in (text, f"<p>{text}</p>", html_of(text)):
        assert readable(html) == storable(readable(html))


@many
@given(any_html)
@example(REJECTED)
def test_arbitrary_page_gives_its_postings(text: str) -> None:
    """The page around a script may hold anything except the start of a script or comment."""
    around = text.replace("<script", "").replace("<!--", "")
    page = f'<p>{around}<script type="application/ld+json">{json.dumps(POSTING)}</script>{text}'
    assert next(rows_of_page(Document(page, "x"))).fields["source_id"] == "J-9"


@pytest.mark.parametrize(
    ("opening", "count"),
    [
        ("<SCRIPT id=x TYPE='application/ld+json'>", 1),
        ("<script type=application/ld&#43;json\n>", 1),
        ('<script>"<!--"</script><script type=" application/ld+json; charset=utf-8">', 1),
        ('<script type="text/javascript">', 0),
        ('<!-- <script type="application/ld+json">', 0),
        ("<!-- --><script type=application/ld+json>", 1),
        ("<!--><script type=application/ld+json>", 1),
    ],
)
def test_scripts_of_page_are_read_as_browsers_do(opening: str, count: int) -> None:
    page = f"{opening}{json.dumps(POSTING)}</script> -->"
    try:
        rows = list(rows_of_page(Document(page, "x")))
    except UnreadableFile:
        rows = []
    assert len(rows) == count


@many
@given(any_html)
def test_arbitrary_script_is_read_or_refused(text: str) -> None:
    page = f'<script type="application/ld+json">{text}</script>'
    try:
        assert all(row.problem or row.fields for row in rows_of_page(Document(page, "x")))
    except UnreadableFile as refusal:
        assert "no schema.org JobPosting" in str(refusal)  # noqa: PT017  # either is right


VALUES: tuple[Any, ...] = (
    *(REJECTED, ENDLESS, "<p><soup>a</soup>", "\x00\ud800", "http://[bad", "½ – ² USD", "9" * 99),
    *("9999-12-31T23:59:59-14:00", None, True, -1, 10**300, [], {}, [[]], [None], {"name": {}}),
)
BOARDS: dict[SourceFormat, Any] = {
    SourceFormat.GREENHOUSE: GREENHOUSE["jobs"][0],
    SourceFormat.LEVER: LEVER[0],
    SourceFormat.ASHBY: ASHBY["jobs"][0],
    SourceFormat.JOB_POSTING: POSTING,
    SourceFormat.CONFERENCES: CONFERENCE,
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all values in a posting, including lists and objects."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))


def with_value(posting: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(posting)
    functools.reduce(operator.getitem, path[:-1], changed)[path[-1]] = value
    return changed


def read_board(format: SourceFormat, *postings: Any) -> SourceReading:
    has_jobs = format in (SourceFormat.GREENHOUSE, SourceFormat.ASHBY)
    board = {"jobs": postings} if has_jobs else postings
    document = Document(json.dumps(board), "x.json", organization="Cedar Bay")
    return read(document, Origin(source="board", is_only_source=True, format=format))


@pytest.mark.django_db
@pytest.mark.parametrize("format", BOARDS)
def test_broken_postings_leave_good_posting_in(format: SourceFormat) -> None:
    """Replace each value in turn by one that no reader expects."""
    good = BOARDS[format]
    ((good_id, wanted),) = read_board(format, good).batches["board"].rows.items()
    broken = [with_value(good, *change) for change in product(paths(good), VALUES)]
    reading = read_board(format, *broken, good)
    assert reading.batches["board"].rows[good_id].row == wanted.row
    assert len(reading.problems) > len(VALUES)
