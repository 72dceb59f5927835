"""What was recorded for later code stays: a change or a loss of it is told, with what to do."""

import subprocess
from pathlib import Path

import pytest

from tools.check_kept import RETIRED, check

RECORDED = Path("tests/workflows/histories/0.1.0/a_life.json")


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@provider.example")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """On a branch, with one recorded life that `main` has as well."""
    git(tmp_path, "init", "-b", "main")
    (tmp_path / RECORDED).parent.mkdir(parents=True)
    (tmp_path / RECORDED).write_text("recorded\n", encoding="utf-8")
    commit(tmp_path)
    git(tmp_path, "switch", "-c", "work")
    return tmp_path


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "--allow-empty", "-m", "so far")


def overwrite(root: Path) -> None:
    (root / RECORDED).write_text("recorded anew\n", encoding="utf-8")


def delete(root: Path) -> None:
    (root / RECORDED).unlink()


@pytest.mark.parametrize("change", [overwrite, delete])
@pytest.mark.parametrize("commits", [0, 1, 3])
def test_a_recording_that_was_changed_or_deleted_is_told(
    project: Path, change: object, commits: int
) -> None:
    assert callable(change)
    change(project)
    for _ in range(commits):
        commit(project)
    (problem,), _ = check(project)
    assert problem.startswith(f"{RECORDED} was written over or deleted")
    assert f"-- {RECORDED}'" in problem
    assert "raise the version" in problem


def test_on_main_the_commit_before_is_the_base(project: Path) -> None:
    git(project, "switch", "main")
    delete(project)
    commit(project)
    (problem,), _ = check(project)
    assert str(RECORDED) in problem


def test_more_recordings_and_moved_ones_are_fine(project: Path) -> None:
    git(project, "mv", str(RECORDED), str(RECORDED.with_name("another_name.json")))
    (project / RECORDED).write_text("of another life\n", encoding="utf-8")
    commit(project)
    assert check(project)[0] == []


def test_a_retired_release_may_go(project: Path) -> None:
    delete(project)
    (project / RETIRED).write_text("0.1.0\n", encoding="utf-8")
    assert check(project)[0] == []


def test_a_shallow_clone_says_what_it_could_compare(project: Path, tmp_path: Path) -> None:
    git(project, "switch", "main")
    shallow = tmp_path / "shallow"
    commit(project)
    git(tmp_path, "clone", "--depth=1", project.as_uri(), str(shallow))
    assert check(shallow)[1].endswith("alone: this clone has neither main nor the commit before.")
    delete(shallow)
    assert len(check(shallow)[0]) == 1


def test_without_commits_nothing_is_compared_and_it_says_so(tmp_path: Path) -> None:
    problems, compared = check(tmp_path)
    assert (problems, "no commits" in compared) == ([], True)
