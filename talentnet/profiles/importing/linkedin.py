"""Reader of LinkedIn's data export: the ZIP, or CSV files from it.

Columns are those of the export in 2025. A file is recognized by its columns, not by its name.
Profile.csv has birth date and street address, which are dropped unread.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, BinaryIO

from talentnet.files import UnreadableFile
from talentnet.profiles.importing.archives import open_archive, open_member
from talentnet.profiles.importing.profile_builder import ImportedProfile, ProfileBuilder
from talentnet.profiles.importing.sheets import MAX_ROWS, Budget, read_records, read_rows
from talentnet.text import one_line

# Over all files together.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
# Some files start with a few lines of notes, so the header may not come first.
HEADER_WITHIN = 20
UNSUPPORTED_COLUMNS = ("Industry", "Twitter Handles")
# Private, and without a place in a profile.
NEVER_READ = ("Birth Date", "Address", "Maiden Name", "Zip Code", "Instant Messengers")

type Row = dict[str, str]

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# "Jan 2020", "January 2020" or "Jan. 2020".
_MONTH_YEAR = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{4})")
# Profile.csv lists websites as "[PORTFOLIO:https://example.org,BLOG:https://…]".
_URL = re.compile(r"https?://[^\s,\]]+")


@dataclass(frozen=True)
class Sheet:
    """Kind of file in the export: columns to recognize it by, and a function to add its rows."""

    name: str
    columns: frozenset[str]
    add_rows: Callable[[ProfileBuilder, list[Row]], None]
    is_exact: bool = False
    """True if the file must have no other columns."""

    def matches(self, columns: set[str]) -> bool:
        return self.columns == columns if self.is_exact else self.columns <= columns


def read_exports(files: Sequence[tuple[BinaryIO, str]]) -> ImportedProfile:
    """Read ZIP and CSV files into one profile. Raises UnreadableFile with a sentence."""
    builder, budget, count = ProfileBuilder("LinkedIn export"), Budget(MAX_UNPACKED_BYTES), 0
    for file, name in files:
        for member, content in _contents(file, name, budget):
            count += _read_sheet(builder, member, read_rows(content, member, budget))
    if not count:
        names = files[0][1] if len(files) == 1 else "None of these files"
        has = "has none of the files" if len(files) == 1 else "is one"
        raise UnreadableFile(
            f"{names} {has} we can read: Positions, Education, Skills, Languages, "
            "Certifications or Profile."
        )
    return builder.imported


def _contents(file: BinaryIO, name: str, budget: Budget) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of a CSV file, or of each known file in a ZIP."""
    if not zipfile.is_zipfile(file):
        file.seek(0)
        yield name, file
        return
    with open_archive(file, name) as archive:
        for member in archive.infolist():
            if _is_known(member.filename):
                # The declared size, to fail early; reading counts the real one.
                budget.check(member.file_size, _last_part(member.filename))
                with open_member(archive, member, name) as content:
                    yield _last_part(member.filename), content


def _is_known(filename: str) -> bool:
    """True for file names of the export; the name is never used as a path."""
    stem = _last_part(filename).removesuffix(".csv").casefold()
    return filename.endswith(".csv") and stem in {sheet.name.casefold() for sheet in SHEETS}


def _last_part(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1]


def _read_sheet(builder: ProfileBuilder, name: str, rows: Iterator[list[str]]) -> bool:
    """Add the rows of a known kind of file; False if no header matches."""
    for header in islice(rows, HEADER_WITHIN):
        columns = [one_line(cell) for cell in header]
        sheet = next((sheet for sheet in SHEETS if sheet.matches(set(columns))), None)
        if sheet is not None:
            records, is_cut = read_records(columns, rows, NEVER_READ)
            if is_cut:
                builder.note(f"{name}: only the first {MAX_ROWS:,} rows were read")
            sheet.add_rows(builder, records)
            return True
    return False


def read_date(value: str) -> str:
    """Convert “Jan 2020” to 2020-01; return anything else unchanged."""
    value = one_line(value)
    match = _MONTH_YEAR.fullmatch(value)
    month = match.group(1).casefold() if match else ""
    if match and month in _MONTHS:
        return f"{match.group(2)}-{_MONTHS.index(month) + 1:02}"
    return value


def _positions(builder: ProfileBuilder, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        builder.add_row(
            "work",
            f"Positions {number}",
            organization=row["Company Name"],
            title=row["Title"],
            description=row.get("Description", ""),
            location=row.get("Location", ""),
            start_date=read_date(row.get("Started On", "")),
            end_date=read_date(row.get("Finished On", "")),
        )


def _education(builder: ProfileBuilder, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        builder.add_row(
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


def _skills(builder: ProfileBuilder, rows: list[Row]) -> None:
    builder.add_items("skills", [row["Name"] for row in rows])


def _languages(builder: ProfileBuilder, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        builder.add_row(
            "language", f"Languages {number}", name=row["Name"], issuer=row["Proficiency"]
        )


def _certifications(builder: ProfileBuilder, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        license_number = row.get("License Number", "").strip()
        until = read_date(row.get("Finished On", ""))
        lines = (
            f"License number: {license_number}" if license_number else "",
            f"Valid until: {until}" if until else "",
        )
        builder.add_row(
            "certificate",
            f"Certifications {number}",
            name=row["Name"],
            issuer=row["Authority"],
            url=row.get("Url", ""),
            date=read_date(row.get("Started On", "")),
            description="\n".join(line for line in lines if line),
        )


def _profile(builder: ProfileBuilder, rows: list[Row]) -> None:
    # There is one row, for the owner of the export.
    for row in rows[:1]:
        builder.set_text("name", f"{row['First Name']} {row['Last Name']}")
        builder.set_text("headline", row.get("Headline", ""))
        builder.set_text("location", row.get("Geo Location", ""))
        builder.set_text("summary", row.get("Summary", ""))
        builder.add_links(_URL.findall(row.get("Websites", "")))
        for column in UNSUPPORTED_COLUMNS:
            if row.get(column, "").strip():
                builder.note(f"Profile: {column}: profiles don't have this field")


SHEETS = (
    Sheet("Positions", frozenset({"Company Name", "Title"}), _positions),
    Sheet("Education", frozenset({"School Name", "Degree Name"}), _education),
    Sheet("Languages", frozenset({"Name", "Proficiency"}), _languages),
    Sheet("Certifications", frozenset({"Name", "Authority"}), _certifications),
    # The headline keeps out Connections.csv, which has the names of other people.
    Sheet("Profile", frozenset({"First Name", "Last Name", "Headline"}), _profile),
    # Exact, because Publications.csv, Courses.csv and Organizations.csv have a "Name", too.
    Sheet("Skills", frozenset({"Name"}), _skills, is_exact=True),
)
