"""`manage.py import_opportunities`: output and exit code."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from talentnet.opportunities.models import Opportunity

pytestmark = pytest.mark.django_db

ROW = {"source": "board", "source_id": "1", "title": "Engineer", "organization": "Cedar Bay"}


def run(path: Path, *options: str) -> tuple[str, str, str]:
    """Run the command; returns its output, its error output and the error it ended with."""
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command("import_opportunities", path, *options, stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error) if error.returncode == 1 else f"exit code {error.returncode}"
    return out.getvalue(), err.getvalue(), failure


def file_of(folder: Path, *rows: Any) -> Path:
    path = folder / "opportunities.json"
    path.write_text(json.dumps(rows))
    return path


def said(imported: int, counts: str) -> str:
    """Expected output for imported rows."""
    return f"{imported} opportunities imported.\n{counts}, 0 known from another source.\n"


def test_good_file_is_imported(tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, ROW | {"source_id": "2"})
    assert run(path) == (said(2, "2 new, 0 changed, 0 as they were"), "", "")
    assert run(path) == (said(2, "0 new, 0 changed, 2 as they were"), "", "")
    assert Opportunity.objects.count() == 2


def test_bad_row_is_reported_and_ends_with_error(tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, ROW | {"title": "", "source_id": "2"}, "nothing")
    assert run(path) == (
        said(1, "1 new, 0 changed, 0 as they were"),
        "item 2: title: is empty\nitem 3: the row is not an object\n",
        "2 rows were left out.",
    )
    assert Opportunity.objects.get().source_id == "1"


def test_first_fifty_problems_are_shown(tmp_path: Path) -> None:
    out, err, failure = run(file_of(tmp_path, *range(60)))
    assert (out, failure) == ("0 opportunities imported.\n", "60 rows were left out.")
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        f"item {n}" for n in range(1, 51)
    ]


def test_mapped_names_and_source_option_are_used(tmp_path: Path) -> None:
    path = file_of(tmp_path, {"id": 7, "job": "Engineer", "company": "Cedar Bay"})
    pairs = "source_id=id, title = job,organization=company,"
    assert run(path, "--map", pairs, "--source", "board")[2] == ""
    made = Opportunity.objects.get()
    assert (made.source, made.source_id, str(made)) == ("board", "7", "Engineer (Cedar Bay)")


@pytest.mark.parametrize("pairs", ["name=job", "title", "title=", "=job", "title=job,id"])
def test_invalid_map_is_refused(tmp_path: Path, pairs: str) -> None:
    out, _, failure = run(file_of(tmp_path, ROW), "--map", pairs)
    assert out == ""
    assert "is not FIELD=KEY; the fields are: source, source_id, kind, " in failure
    assert not Opportunity.objects.exists()


def test_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    out, _, failure = run(path)
    assert out == ""
    assert failure.startswith(f"{path} cannot be read: No such file or directory.")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", ""), ("a.json", "[]"), ("a.csv", ""), ("a.csv", "title\n"), ("a.jsonl", "\n\n")],
)
def test_empty_file_is_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert run(path) == (
        "0 opportunities imported.\n",
        "",
        f"{path} holds no opportunities.",
    )


def test_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[{]")
    out, _, failure = run(path)
    assert out == ""
    assert failure.startswith(f"{path} is not JSON: ")


def test_strict_import_with_bad_row_stores_nothing(tmp_path: Path) -> None:
    out, err, failure = run(file_of(tmp_path, ROW, {}), "--strict")
    assert (out, failure) == ("", "1 rows can't be used, so nothing was imported.")
    assert err.startswith("item 2: source: Field required; ")
    assert not Opportunity.objects.exists()


def test_board_file_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    job = {"id": 1, "title": "Writer", "absolute_url": "https://a.example/1"}
    path.write_text(json.dumps({"jobs": [job]}))
    options = ("--source", "board", "--organization", "Foxglove")
    assert run(path, *options)[2] == ""
    assert str(Opportunity.objects.get()) == "Writer (Foxglove)"
    assert "is no list of Lever postings" in run(path, *options, "--format", "lever")[2]


def test_complete_file_counts_as_sync(tmp_path: Path) -> None:
    two = file_of(tmp_path, ROW, ROW | {"source_id": "2", "title": "Writer"})
    assert run(two, "--source", "board", "--complete")[0].startswith("2 postings: 2 new, ")
    for archived in (0, 0, 1):
        out = run(file_of(tmp_path, ROW), "--source", "board", "--complete")[0]
        assert f" {archived} archived, " in out
    assert Opportunity.objects.get(source_id="2").status == "archived"


def test_suspicious_or_broken_complete_file_ends_with_error(tmp_path: Path) -> None:
    ten = [ROW | {"source_id": str(n), "title": f"Role {n}"} for n in range(10)]
    options = ("--source", "board", "--complete")
    assert run(file_of(tmp_path, *ten), *options)[2] == ""
    assert run(file_of(tmp_path, ROW), *options)[2].startswith("board: It shows 1 postings, and 10")
    assert run(file_of(tmp_path, {}), *options)[2].startswith("board: None of its 1 rows can be")


@pytest.mark.parametrize("options", [(), ("--source", "b", "--strict")])
def test_complete_requires_source(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run(file_of(tmp_path, ROW), "--complete", *options)[2] == (
        "--complete needs --source, without --map and --strict."
    )


def test_local_address_is_not_fetched() -> None:
    failure = run(Path("x"))[2]  # as a path
    assert "cannot be read" in failure
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_opportunities", "http://127.0.0.1/jobs", stdout=out, stderr=err)
    failure = str(caught.value)
    assert failure == "127.0.0.1 is not on the public internet. Nothing was imported."
