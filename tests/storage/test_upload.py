"""Reading what a user points at."""

import os
from pathlib import Path

import pytest

from adapters.storage.upload import read_upload
from domain.errors import DocumentRefused, InvalidFile


def problem_of(path: Path) -> str:
    with pytest.raises(InvalidFile) as refusal:
        read_upload(path, 100)
    (problem,) = refusal.value.details["problems"]
    assert problem["field"] == "file"
    return str(problem["problem"])


def test_a_file_up_to_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(b"x" * 100)

    assert read_upload(file, 100) == b"x" * 100


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(b"x" * 101)

    with pytest.raises(DocumentRefused) as refusal:
        read_upload(file, 100)

    assert refusal.value.details == {"code": "too_large", "max_bytes": 100}


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 42)

    with pytest.raises(DocumentRefused):
        read_upload(file, 100)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"

    assert problem_of(file) == f"{file} does not exist."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert problem_of(tmp_path) == f"{tmp_path} is not a file."


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert problem_of(pipe) == f"{pipe} is not a file."


@pytest.mark.parametrize("name", ["a" * 300, "loop", "file/certificate.pdf", "nul\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").write_text("in the way")

    assert problem_of(tmp_path / name).startswith(str(tmp_path / name))
