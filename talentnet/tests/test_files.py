import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from talentnet import files
from talentnet.files import UnreadableFile, parse_json, read_text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_is_optional(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(mark + "Zoë\n".encode())
    assert read_text(path) == "Zoë\n"


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} is not UTF-8 text."


def test_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} cannot be read: No such file or directory."


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(tmp_path)
    assert str(caught.value) == f"{tmp_path} cannot be read: Is a directory."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.touch(mode=0)
    with pytest.raises(UnreadableFile) as caught:
        read_text(path)
    assert str(caught.value) == f"{path} cannot be read: Permission denied."


def test_json_is_read() -> None:
    assert parse_json('{"a": [1, "ë", null]}', "it") == {"a": [1, "ë", None]}


def test_json_error_names_line_and_column() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json('{\n  "a": ,\n}', "resume.json")
    assert str(caught.value) == ("resume.json is not JSON: Expecting value in line 2, column 8.")


@pytest.mark.parametrize("text", ["", "NaN", '{"title": Infinity}', "[-Infinity]"])
def test_python_only_json_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^it is not JSON"):
        parse_json(text, "it")


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json("[" * 200_000, "it")
    assert str(caught.value) == "it is not JSON that can be read: it is nested too deep."


def test_number_with_too_many_digits_is_not_called_nesting() -> None:
    with pytest.raises(UnreadableFile) as caught:
        parse_json("1" * 5000, "it")
    assert str(caught.value) == (
        "it is not JSON that can be read: it holds a number of 5,000 digits."
    )


@pytest.mark.parametrize(("handed_over", "kept"), [(5, 5), (25, 11), (200_000, 11)])
def test_long_upload_is_truncated_just_past_limit(
    monkeypatch: pytest.MonkeyPatch, handed_over: int, kept: int
) -> None:
    monkeypatch.setattr(files, "MAX_UPLOAD_BYTES", 10)
    given = SimpleUploadedFile("long.csv", b"x" * handed_over)
    request: Any = RequestFactory().post("/", {"file": given})
    (file,) = request.FILES.getlist("file")
    assert (file.size, len(file.read())) == (kept, kept)
