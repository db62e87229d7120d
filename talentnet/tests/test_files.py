import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from talentnet import files
from talentnet.files import UnreadableFile, parse_json, read_text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_with_or_without_a_byte_order_mark(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(mark + "Zoë\n".encode())
    assert read_text(path) == "Zoë\n"


def test_what_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} is not UTF-8 text."


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} cannot be read: No such file or directory."


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(tmp_path)
    assert str(caught.value) == f"{tmp_path} cannot be read: Is a directory."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.touch(mode=0)
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} cannot be read: Permission denied."


def test_json() -> None:
    assert parse_json('{"a": [1, "ë", null]}', "it") == {"a": [1, "ë", None]}


def test_what_is_not_json_is_named_with_its_place() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json('{\n  "a": ,\n}', "resume.json")
    assert str(caught.value) == ("resume.json is not JSON: Expecting value in line 2, column 8.")


@pytest.mark.parametrize("text", ["", "NaN", '{"title": Infinity}', "[-Infinity]"])
def test_what_only_python_takes_for_json_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^it is not JSON"):
        parse_json(text, "it")


def test_json_that_is_nested_too_deep() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json("[" * 200_000, "it")
    assert str(caught.value) == "it is not JSON that can be read: it is nested too deep."


def test_a_number_of_too_many_digits_is_not_called_nesting() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json("1" * 5000, "it")
    assert str(caught.value) == (
        "it is not JSON that can be read: it holds a number of 5,000 digits."
    )


@pytest.mark.parametrize(("handed_over", "kept"), [(5, 5), (25, 11), (200_000, 11)])
def test_of_a_long_upload_no_more_is_kept_than_tells_that_it_is_too_long(
    monkeypatch: pytest.MonkeyPatch, handed_over: int, kept: int
) -> None:
    monkeypatch.setattr(files, "MAX_UPLOAD_BYTES", 10)
    given = SimpleUploadedFile("long.csv", b"x" * handed_over)
    request: Any = RequestFactory().post("/", {"file": given})
    (file,) = request.FILES.getlist("file")
    assert (file.size, len(file.read())) == (kept, kept)
