"""LinkedIn's data export, the ZIP or single CSV files of it, into a profile.

The columns are those of the export as of 2025. A file is known by its columns, whatever its name.
Birth date and street address are in Profile.csv; they are dropped unread.
"""

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.placing import Imported, Placing
from talentnet.text import one_line

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_ROWS = 2_000
HEADER_WITHIN = 20
"""Rows of preamble ("Notes:" and the like) in which the header is looked for."""
NEVER_READ = ("Birth Date", "Address", "Maiden Name", "Zip Code", "Instant Messengers")

type Row = dict[str, str]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_YEAR = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{4})")
_URL = re.compile(r"https?://[^\s,\]]+")


@dataclass(frozen=True)
class Sheet:
    """One file of the export: the columns that tell it, and what becomes of its rows."""

    name: str
    needs: frozenset[str]
    place: Callable[[Placing, list[Row]], None]


def read_export(file: BinaryIO, name: str) -> Imported:
    """Read a ZIP or a single CSV file. Raises UnreadableFile with a sentence."""
    placing = Placing("LinkedIn export")
    found = 0
    for member, content in _contents(file, name):
        found += _read_sheet(placing, member, content)
    if not found:
        raise UnreadableFile(
            f"{name} has none of the files we can read: Positions, Education, Skills, Languages, "
            "Certifications or Profile."
        )
    return placing.imported


def _contents(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(file):
        file.seek(0)
        yield name, _at_most(file.read(MAX_FILE_BYTES + 1), name)
        return
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise UnreadableFile(f"{name} holds {len(members):,} files; that is no data export.")
        for member in members:
            if _is_known(member.filename):
                yield member.filename, _extract(archive, member, name)


def _is_known(filename: str) -> bool:
    """By the name alone; nothing is ever written to disk under it."""
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".csv").casefold()
    return filename.endswith(".csv") and stem in {sheet.name.casefold() for sheet in SHEETS}


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if member.flag_bits & 0x1:
        raise UnreadableFile(f"{name} is locked with a password; unlock it first.")
    try:
        with archive.open(member) as opened:
            # What the archive says of a member's size need not be true.
            return _at_most(opened.read(MAX_FILE_BYTES + 1), member.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableFile(f"{name} is damaged; download the export again.") from error


def _at_most(content: bytes, name: str) -> bytes:
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(f"{name} is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
    return content


def _read_sheet(placing: Placing, name: str, content: bytes) -> bool:
    """Whether it was one of the files we know; if so, its rows have found their places."""
    rows = _table(name, content)
    for start, header in enumerate(rows[:HEADER_WITHIN]):
        columns = [one_line(cell) for cell in header]
        sheet = next((sheet for sheet in SHEETS if sheet.needs <= set(columns)), None)
        if sheet is not None:
            sheet.place(placing, _records(columns, rows[start + 1 :], placing, name))
            return True
    return False


def _table(name: str, content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name} is not UTF-8 text; give the file as it was downloaded."
        ) from error
    if "\x00" in text:
        raise UnreadableFile(f"{name} is not a text file.")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise UnreadableFile(f"{name} is not CSV that can be read: {error}.") from error


def _records(columns: list[str], rows: list[list[str]], placing: Placing, name: str) -> list[Row]:
    """The rows as dictionaries, short ones filled up, repeated ones once."""
    if len(rows) > MAX_ROWS:
        placing.unplaced.append(f"{name}: {len(rows) - MAX_ROWS} rows too many")
    seen: dict[tuple[str, ...], Row] = {}
    for cells in rows[:MAX_ROWS]:
        known = [html.unescape(cell) for cell in cells[: len(columns)]]
        known += [""] * (len(columns) - len(known))
        row = {c: v for c, v in zip(columns, known, strict=True) if c not in NEVER_READ}
        if any(value.strip() for value in row.values()):
            seen.setdefault(tuple(row.values()), row)
    return list(seen.values())


def read_date(value: str) -> str:
    """“Jan 2020” as 2020-01; a year, or anything else, as it is."""
    value = one_line(value)
    found = _MONTH_YEAR.fullmatch(value)
    month = found.group(1).casefold() if found else ""
    if found and month in _MONTHS:
        return f"{found.group(2)}-{_MONTHS.index(month) + 1:02}"
    return value


def _positions(placing: Placing, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        placing.entry(
            "work",
            f"Positions {number}",
            organization=row["Company Name"],
            title=row["Title"],
            description=row.get("Description", ""),
            location=row.get("Location", ""),
            start_date=read_date(row.get("Started On", "")),
            end_date=read_date(row.get("Finished On", "")),
        )


def _education(placing: Placing, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        placing.entry(
            "education",
            f"Education {number}",
            institution=row["School Name"],
            degree=row["Degree Name"],
            description="\n".join(
                text for text in (row.get("Notes", ""), row.get("Activities", "")) if text.strip()
            ),
            start_date=read_date(row.get("Start Date", "")),
            end_date=read_date(row.get("End Date", "")),
        )


def _skills(placing: Placing, rows: list[Row]) -> None:
    placing.texts("skills", [row["Name"] for row in rows])


def _languages(placing: Placing, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        placing.entry(
            "language", f"Languages {number}", name=row["Name"], issuer=row["Proficiency"]
        )


def _certifications(placing: Placing, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        license_number = row.get("License Number", "").strip()
        placing.entry(
            "certificate",
            f"Certifications {number}",
            name=row["Name"],
            issuer=row["Authority"],
            url=row.get("Url", ""),
            date=read_date(row.get("Started On", "")),
            description=f"License number: {license_number}" if license_number else "",
        )


def _profile(placing: Placing, rows: list[Row]) -> None:
    for row in rows[:1]:
        placing.value("name", f"{row['First Name']} {row['Last Name']}")
        placing.value("headline", row.get("Headline", ""))
        placing.value("location", row.get("Geo Location", ""))
        placing.value("summary", row.get("Summary", ""))
        placing.links(_URL.findall(row.get("Websites", "")))


SHEETS = (
    Sheet("Positions", frozenset({"Company Name", "Title"}), _positions),
    Sheet("Education", frozenset({"School Name", "Degree Name"}), _education),
    Sheet("Languages", frozenset({"Name", "Proficiency"}), _languages),
    Sheet("Certifications", frozenset({"Name", "Authority"}), _certifications),
    Sheet("Profile", frozenset({"First Name", "Last Name"}), _profile),
    # Last, as others have a column of its name, too.
    Sheet("Skills", frozenset({"Name"}), _skills),
)
