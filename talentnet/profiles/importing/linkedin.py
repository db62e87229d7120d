"""LinkedIn's data export, the ZIP or single CSV files of it, into a profile.

The columns are those of the export as of 2025. A file is known by its columns, whatever its name.
Birth date and street address are in Profile.csv; they are dropped unread.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, BinaryIO

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.archives import opened, opened_member
from talentnet.profiles.importing.placing import Imported, Placing
from talentnet.profiles.importing.sheets import MAX_ROWS, Budget, records, rows_of
from talentnet.text import one_line

MAX_UNPACKED_BYTES = 20 * 1024 * 1024
"""Limit of all files together, counted while they are read."""
HEADER_WITHIN = 20
"""Rows of preamble ("Notes:" and the like) in which the header is looked for."""
NOT_HELD = ("Industry", "Twitter Handles")
NEVER_READ = ("Birth Date", "Address", "Maiden Name", "Zip Code", "Instant Messengers")

type Row = dict[str, str]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_YEAR = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{4})")
_URL = re.compile(r"https?://[^\s,\]]+")


@dataclass(frozen=True)
class Sheet:
    """One file of the export: the columns that tell it, and what becomes of its rows."""

    name: str
    needs: frozenset[str]
    place: Callable[[Placing, list[Row]], None]
    has_no_others: bool = False
    """True if the file has exactly these columns; other files share some of them."""

    def is_told_by(self, columns: set[str]) -> bool:
        return self.needs == columns if self.has_no_others else self.needs <= columns


def read_exports(files: Sequence[tuple[BinaryIO, str]]) -> Imported:
    """Read ZIP and CSV files, as one. Raises UnreadableFile with a sentence."""
    placing, budget, found = Placing("LinkedIn export"), Budget(MAX_UNPACKED_BYTES), 0
    for file, name in files:
        for member, content in _contents(file, name, budget):
            found += _read_sheet(placing, member, rows_of(content, member, budget))
    if not found:
        names = files[0][1] if len(files) == 1 else "None of these files"
        has = "has none of the files" if len(files) == 1 else "is one"
        raise UnreadableFile(
            f"{names} {has} we can read: Positions, Education, Skills, Languages, "
            "Certifications or Profile."
        )
    return placing.imported


def _contents(file: BinaryIO, name: str, budget: Budget) -> Iterator[tuple[str, IO[bytes]]]:
    if not zipfile.is_zipfile(file):
        file.seek(0)
        yield name, file
        return
    with opened(file, name) as archive:
        for member in archive.infolist():
            if _is_known(member.filename):
                # What it says of itself; what it really has is counted as it is read.
                budget.check(member.file_size, _last_part(member.filename))
                with opened_member(archive, member, name) as content:
                    yield _last_part(member.filename), content


def _is_known(filename: str) -> bool:
    """True for a known file name. Nothing is written to disk under it."""
    stem = _last_part(filename).removesuffix(".csv").casefold()
    return filename.endswith(".csv") and stem in {sheet.name.casefold() for sheet in SHEETS}


def _last_part(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1]


def _read_sheet(placing: Placing, name: str, rows: Iterator[list[str]]) -> bool:
    """Read a file if it is a known one, and return whether it was."""
    for header in islice(rows, HEADER_WITHIN):
        columns = [one_line(cell) for cell in header]
        sheet = next((sheet for sheet in SHEETS if sheet.is_told_by(set(columns))), None)
        if sheet is not None:
            found, is_cut = records(columns, rows, NEVER_READ)
            if is_cut:
                placing.note(f"{name}: no more than the first {MAX_ROWS:,} rows are read")
            sheet.place(placing, found)
            return True
    return False


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
        until = read_date(row.get("Finished On", ""))
        said = (
            f"License number: {license_number}" if license_number else "",
            f"Valid until: {until}" if until else "",
        )
        placing.entry(
            "certificate",
            f"Certifications {number}",
            name=row["Name"],
            issuer=row["Authority"],
            url=row.get("Url", ""),
            date=read_date(row.get("Started On", "")),
            description="\n".join(text for text in said if text),
        )


def _profile(placing: Placing, rows: list[Row]) -> None:
    for row in rows[:1]:
        placing.value("name", f"{row['First Name']} {row['Last Name']}")
        placing.value("headline", row.get("Headline", ""))
        placing.value("location", row.get("Geo Location", ""))
        placing.value("summary", row.get("Summary", ""))
        placing.links(_URL.findall(row.get("Websites", "")))
        for column in NOT_HELD:
            if row.get(column, "").strip():
                placing.note(f"Profile: {column}: a profile has no place for it")


SHEETS = (
    Sheet("Positions", frozenset({"Company Name", "Title"}), _positions),
    Sheet("Education", frozenset({"School Name", "Degree Name"}), _education),
    Sheet("Languages", frozenset({"Name", "Proficiency"}), _languages),
    Sheet("Certifications", frozenset({"Name", "Authority"}), _certifications),
    # Connections.csv has names as well, of other people.
    Sheet("Profile", frozenset({"First Name", "Last Name", "Headline"}), _profile),
    # Publications.csv, Courses.csv and Organizations.csv have a column of this name, too.
    Sheet("Skills", frozenset({"Name"}), _skills, has_no_others=True),
)
