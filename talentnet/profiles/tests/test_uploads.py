"""Uploads: malicious and unsupported files are refused with a sentence and change nothing."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.documents import docx, pdf
from talentnet.profiles.tests.imports import (
    IMPORTS,
    RESUME,
    refusal_in,
    snapshot,
    upload_files,
    zipped,
)

pytestmark = pytest.mark.django_db

MB = 1024 * 1024


def archive_of(*names: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


def stored_files() -> list[str]:
    private = storages["private"]
    return private.listdir("imports")[1] if private.exists("imports") else []


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "resume.json is empty."),
    "not json": (b'{"basics": ', "resume.json is not JSON: Expecting value in line 1, column 12."),
    "a list": (
        json.dumps([RESUME]).encode(),
        "resume.json isn't a JSON Resume. A JSON Resume is a JSON object, and this isn't one.",
    ),
    "another json": (
        b'{"a": 1}',
        "resume.json isn't a JSON Resume. It has none of the sections of a JSON Resume",
    ),
    "nan": (b'{"work": NaN}', "resume.json is not JSON that can be read: it holds NaN."),
    "a number without end": (b'{"work": 1' + b"0" * 5000 + b"}", "resume.json is not JSON"),
    "deep": (
        b'{"work": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        "resume.json is not JSON that can be read: it is nested too deep.",
    ),
    "latin-1": ('{"basics": {"name": "Zoë"}}'.encode("latin-1"), "resume.json isn't UTF-8 text."),
    "wrong types": (b'{"work": ["x"]}', "resume.json isn't a JSON Resume. Its work.0 doesn't fit"),
    "300 KB of objects": (
        b'{"work": [' + b"{}," * 100_000 + b"{}]}",
        "resume.json has more parts than any résumé.",
    ),
    "6 MB of json": (b'{"a": "' + b"x" * 6 * MB + b'"}', "resume.json is larger than 5 MB."),
    "11 MB": (b"Name\n" + b"x\n" * 6 * MB, "resume.json is larger than 10 MB."),
    "another csv": (b"a,b\n1,2\n", "resume.json has none of the files we can read: Positions"),
    "prose": (b"Dear all, I am Amara.", "resume.json has none of the files we can read"),
    "bytes": (bytes(range(1, 256)) * 9, "resume.json isn't UTF-8 text. Upload it unchanged."),
    "no archive": (b"PK\x03\x04 and nothing", "resume.json is damaged. Download it again."),
    "another archive": (archive_of("a.txt"), "resume.json has none of the files we can read"),
    "too many members": (archive_of(*map(str, range(2001))), "resume.json has more files than"),
    "a spreadsheet": (
        archive_of("[Content_Types].xml", "xl/workbook.xml"),
        "resume.json isn't a Word document. Save it as DOCX or PDF.",
    ),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1", "resume.json is an old Word file. Save it as DOCX"),
    "rtf": (b"{\\rtf1 x}", "resume.json is an RTF file. Save it as DOCX or PDF."),
    "a picture": (b"\x89PNG\r\n", "resume.json is a picture, so it has no text we can read."),
}


@pytest.mark.parametrize("case", WRONG)
def test_bad_upload_is_refused_and_changes_nothing(
    client: Client, amara: Profile, case: str
) -> None:
    content, sentence = WRONG[case]
    before = snapshot(amara)
    response = upload_files(client, content)
    assert response.status_code == 422
    refusal = refusal_in(response)
    assert refusal.startswith(sentence)  # with the name that the candidate gave it
    assert refusal.endswith("Nothing was changed.")
    assert snapshot(amara) == before
    assert not ProfileImport.objects.exists()
    assert stored_files() == []


def test_uploads_per_hour_are_limited(client: Client, amara: Profile, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"import_file": "2/h/user"}
    assert [upload_files(client, b"x").status_code for _ in range(3)] == [422, 422, 429]
    refusal = refusal_in(upload_files(client, b"x"))
    assert (
        refusal == "You've uploaded a lot of files this hour. Try again later. Nothing was changed."
    )


def test_missing_file_is_refused(client: Client, amara: Profile) -> None:
    response = client.post(IMPORTS)
    assert refusal_in(response) == "Choose a file first. Nothing was changed."


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([b"Name\nRust\n"] * 13, "Upload at most 12 files at a time."),
        (
            [b"Name\nRust\n", b"{}"],
            "You can only upload several files at a time from LinkedIn's export.",
        ),
        (
            [pdf("x"), docx("y")],
            "You can only upload several files at a time from LinkedIn's export.",
        ),
    ],
)
def test_wrong_combination_of_files_is_refused(
    client: Client, amara: Profile, files: list[Any], sentence: str
) -> None:
    response = upload_files(client, *files)
    assert response.status_code == 422
    assert refusal_in(response).startswith(sentence)
    assert not ProfileImport.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_in_any_unicode_encoding_is_read(
    client: Client, amara: Profile, encoding: str
) -> None:
    assert (
        upload_files(client, json.dumps(RESUME).encode(encoding), name="x.pdf").status_code == 302
    )
    assert ProfileImport.objects.get().source == "json_resume"


def test_archive_is_recognized_by_content(client: Client, amara: Profile) -> None:
    assert upload_files(client, zipped(Skills="Name\nRust\n"), name="cv.docx").status_code == 302
    assert ProfileImport.objects.get().source == "linkedin"


def test_formulas_and_markup_stay_text(client: Client, amara: Profile) -> None:
    odd = ["=1+1", "<b>x</b>", "{{ 7*7 }}", "../../etc"]
    response = upload_files(client, {"skills": [{"name": text} for text in odd]})
    page = client.get(response.url).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    proposal: Any = ProfileImport.objects.get().proposal
    assert proposal["lists"] == {"skills": odd}


@pytest.mark.parametrize("depth", [90, 900, 9000])
def test_deep_nesting_does_not_crash(client: Client, amara: Profile, depth: int) -> None:
    nested = b"[" * depth + b"1" + b"]" * depth
    response = upload_files(client, b'{"work": [{"name": "Cedar", "x": ' + nested + b"}]}")
    if response.status_code != 302:
        assert response.status_code == 422
        assert "nested too deep" in refusal_in(response)
