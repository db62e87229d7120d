"""Reader of LinkedIn's data export, whole or as single files."""

import io
import zipfile

import pytest

from talentnet.files import UnreadableFile
from talentnet.profiles.importing import archives, linkedin, sheets
from talentnet.profiles.importing.linkedin import read_exports
from talentnet.profiles.importing.profile_builder import ImportedProfile

POSITIONS = (
    "Company Name,Title,Description,Location,Started On,Finished On\r\n"
    'Lanternfield,Engineer,"Kept tests honest.\r\nMentored two.",Lisbon,Jan 2020,\r\n'
    "R&amp;D Works,Analyst,,,2018,Dec 2019\r\n"
    "R&amp;D Works,Analyst,,,2018,Dec 2019\r\n"
    "Short row\r\n"
)
PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Geo Location,Websites\n"
    "Amara,Diallo,,12 Quay,Jan 1 1990,Engineer,I test.,Lisbon,"
    '"[PORTFOLIO:https://example.org/a,BLOG:https://example.net/b]"\n'
)
CERTIFICATIONS = (
    "Name,Url,Authority,Started On,Finished On,License Number\n"
    "Audit,https://example.org/c,Board,Feb 2021,Mar 2024,X-1\n"
)


def read(content: str | bytes, name: str = "Positions.csv") -> ImportedProfile:
    data = content.encode() if isinstance(content, str) else content
    return read_exports([(io.BytesIO(data), name)])


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return packed.getvalue()


def refusal(content: str | bytes, name: str = "export.zip") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(content, name)
    return str(caught.value)


def test_positions_are_read_from_untidy_rows() -> None:
    imported = read(POSITIONS)
    assert [(str(e), e.period, e.location, e.description) for e in imported.work_experiences] == [
        (
            "Engineer at Lanternfield",
            "since 2020-01",
            "Lisbon",
            "Kept tests honest.\nMentored two.",
        ),
        ("Analyst at R&D Works", "2018 – 2019-12", "", ""),
        ("Short row", "", "", ""),
    ]
    assert imported.unplaced == []


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + POSITIONS,
        'Notes:\r\n"A sentence, with a comma"\r\n\r\n' + POSITIONS,
        POSITIONS.replace("\r\n", "\n"),
    ],
)
def test_byte_order_mark_and_preamble_are_skipped(content: str) -> None:
    assert len(read(content).work_experiences) == 3


def test_private_columns_are_dropped() -> None:
    imported = read(PROFILE)
    profile = imported.profile
    assert (profile.name, profile.headline, profile.location, profile.summary) == (
        "Amara Diallo",
        "Engineer",
        "Lisbon",
        "I test.",
    )
    assert profile.links == ["https://example.org/a", "https://example.net/b"]
    assert "Quay" not in str(vars(profile))
    assert "1990" not in str(vars(profile))
    assert imported.unplaced == []


def test_unsupported_columns_are_noted() -> None:
    columns = "First Name,Last Name,Headline,Industry,Twitter Handles\n"
    imported = read(f"{columns}Amara,Diallo,Engineer,Research,[amara]\n", "Profile.csv")
    assert imported.unplaced == [
        "Profile: Industry: profiles don't have this field",
        "Profile: Twitter Handles: profiles don't have this field",
    ]


def test_whole_export_is_read() -> None:
    imported = read(
        zipped(
            Positions=POSITIONS,
            Basic__Skills="Name\nPython\npython\nRust\n",
            Languages="Name,Proficiency\nPortuguese,Native or bilingual\n",
            Certifications=CERTIFICATIONS,
            Education="School Name,Start Date,End Date,Notes,Degree Name,Activities\n"
            "Quiet Harbor,2015,2018,Thesis,BSc,Chess\n",
            messages="FROM,TO,CONTENT\nsomebody,else,private\n",
        ),
        "export.zip",
    )
    assert imported.profile.skills == ["Python", "Rust"]
    assert [(kind.slug, str(e), e.description) for kind, e in imported.entries[3:]] == [
        ("language", "Portuguese, Native or bilingual", ""),
        ("certificate", "Audit, Board", "License number: X-1\nValid until: 2024-03"),
        ("education", "Quiet Harbor", "Thesis\nChess"),
    ]
    assert "private" not in str(imported)


@pytest.mark.parametrize(
    ("text", "date"),
    [("Jan 2020", "2020-01"), ("September 2019", "2019-09"), ("2020", "2020"), ("", "")],
)
def test_dates_are_converted(text: str, date: str) -> None:
    assert linkedin.read_date(text) == date


def test_other_file_is_refused() -> None:
    unknown = "has none of the files we can read: Positions, Education, Skills"
    assert unknown in refusal(zipped(messages="a,b\n1,2\n"))
    assert unknown in refusal("a,b\n1,2\n", "my.csv")
    assert unknown in refusal("", "empty.csv")
    of_others = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    assert unknown in refusal(f"Notes:\n\n{of_others}Mina,Okafor,,,,,\n", "Connections.csv")
    papers = "Name,Published On,Description,Publisher,Url\nOn Tests,,,,\n"
    assert unknown in refusal(papers, "Publications.csv")
    assert "isn't UTF-8 text" in refusal("Name\nZoë\n".encode("latin-1"), "Skills.csv")
    assert "isn't UTF-8 text" in refusal(b"\xff\xfeN\x00a\x00\x00", "Skills.csv")
    assert "isn't a text file" in refusal("Name\n\x00\n", "Skills.csv")
    assert "isn't valid CSV" in refusal('Name\n"' + "x\n" * 70_000, "Skills.csv")
    assert "a row is too long" in refusal("Name\n" + "x," * 101_000, "Skills.csv")
    assert "a row is too long" in refusal("Name\n" + '"x\n",' * 41_000, "Skills.csv")


def test_damaged_archive_is_refused() -> None:
    packed = bytearray(zipped(Positions=POSITIONS * 50))
    packed[60:80] = b"\0" * 20
    assert "is damaged" in refusal(bytes(packed))


def test_oversized_archive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkedin, "MAX_UNPACKED_BYTES", 1024 * 1024)
    too_much = "Skills.csv is larger than 1 MB when unpacked."
    rows = b"".join(b"%d%s\n" % (n, b"x" * 100_000) for n in range(6))
    bomb = zipped(Positions=b"Company Name,Title\n" + rows, Skills=b"Name\n" + rows)
    assert len(bomb) < 20_000
    assert refusal(bomb) == too_much
    assert refusal(b"Name\n" + rows * 2, "Skills.csv") == too_much
    # An archive that understates the size of a member.
    place = bomb.rfind(b"PK\x01\x02") + 24
    assert refusal(bomb[:place] + b"\xff\0\0\0" + bomb[place + 4 :]) == too_much.replace(
        "larger than 1 MB when unpacked", "damaged. Download it again"
    )


def test_excess_rows_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    monkeypatch.setattr(linkedin, "MAX_ROWS", 2)
    imported = read("Name\nPython\nRust\nGo\n", "Skills.csv")
    assert imported.profile.skills == ["Python", "Rust"]
    assert imported.unplaced == ["Skills.csv: only the first 2 rows were read"]


def test_member_path_is_only_a_name() -> None:
    names = ["..__..__etc__Positions", "C:\\Users\\x\\Skills", "__root__Languages"]
    contents = [POSITIONS, "Name\nRust\n", "Name,Proficiency\nWolof,Native\n"]
    imported = read(zipped(**dict(zip(names, contents, strict=True))), "export.zip")
    assert len(imported.work_experiences) == 3
    assert imported.profile.skills == ["Rust"]
    assert len(imported.of_kind("language")) == 1


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    too_many = "export.zip has more files than any résumé or data export."
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    assert refusal(zipped(a="x", b="x", c="x")) == too_many
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 100)
    assert refusal(zipped(a="x", b="x")) == too_many


def test_utf_16_file_is_read() -> None:
    imported = read("Name\r\nThreat modeling\r\n".encode("utf-16"), "Skills.csv")
    assert imported.profile.skills == ["Threat modeling"]


def test_archive_with_password_is_refused() -> None:
    packed = bytearray(zipped(Positions=POSITIONS))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        packed[packed.find(start) + (6 if start[2] == 3 else 8)] |= 1
    assert (
        refusal(bytes(packed))
        == "export.zip is protected by a password. Remove the password first."
    )


def test_unbounded_compression_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("Skills.csv", "Name\n" + "x" * 100_000)
    assert refusal(packed.getvalue()) == "export.zip uses a compression we can't read."


def test_several_files_are_read_as_one() -> None:
    files = {"Skills.csv": "Name\nRust\n", "Positions.csv": POSITIONS, "Other.csv": "a,b\n"}
    uploads = [(io.BytesIO(text.encode()), name) for name, text in files.items()]
    imported = read_exports(uploads)
    assert imported.profile.skills == ["Rust"]
    assert len(imported.work_experiences) == 3
    with pytest.raises(UnreadableFile, match="None of these files is one we can read: Pos"):
        read_exports([(io.BytesIO(b"a,b\n"), name) for name in ("a.csv", "b.csv")])
