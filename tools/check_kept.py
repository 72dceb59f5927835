"""Fails when something that was recorded for later code to read was written over or deleted.

Recorded histories, their commands and the samples stand in a folder for each release. All that the
base has must still be there: where it branched off from `main`, or on `main` itself the commit
before, and in any case the last commit. A file may be moved. When nothing of a release can be under
way any more, a line with its name in `tests/workflows/retired.txt` lets its folders go.
"""

import subprocess
import sys
from hashlib import sha1
from pathlib import Path

KEPT = ("tests/workflows/histories", "tests/workflows/samples")
RETIRED = "tests/workflows/retired.txt"


def lost(root: Path, commit: str, retired: set[str]) -> dict[str, str]:
    """What this commit has, by its path, and is nowhere any more: each with what to do."""
    there = present(root)
    return {
        path: f"{path} was written over or deleted, and requests and invoices of that release may"
        f" still be open. Bring it back with 'git checkout {commit[:12]} -- {path}'. What is new is"
        " recorded for a new release: raise the version in pyproject.toml and release.py, then"
        " 'make record'. If nothing of that release can be open any more, write the release into"
        f" {RETIRED}."
        for path, content in sorted(recorded(root, commit).items())
        if content not in there and path.split("/")[3] not in retired
    }


def present(root: Path) -> set[str]:
    """The hashes that git would give to what is there now."""
    files = (file for folder in KEPT for file in (root / folder).rglob("*") if file.is_file())
    return {_hash(file.read_bytes()) for file in files}


def _hash(content: bytes) -> str:
    header = f"blob {len(content)}\0".encode()
    return sha1(header + content, usedforsecurity=False).hexdigest()


def bases(root: Path) -> list[str]:
    """The commits to compare with, as far as this clone has them."""
    head = _git(root, "rev-parse", "--verify", "-q", "HEAD^{commit}")
    found = [head] if head else []
    for main in ("origin/main", "main"):
        base = _git(root, "merge-base", "HEAD", main)
        if base and base != head:
            return [*found, base]
    before = _git(root, "rev-parse", "--verify", "-q", "HEAD^1^{commit}")
    return [*found, before] if before else found


def recorded(root: Path, commit: str) -> dict[str, str]:
    """Every file that is kept in this commit, with its hash."""
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *KEPT)
    entries = (line.split("\t") for line in listed.split("\0") if line)
    return {path: what.split()[2] for what, path in entries}


def _git(root: Path, *words: str) -> str:
    """What git answers, and nothing where it cannot."""
    try:
        ran = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return ran.stdout.strip("\n") if ran.returncode == 0 else ""


def check(root: Path) -> tuple[list[str], str]:
    """What is lost, and what it was compared with."""
    file = root / RETIRED
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    retired = {line.strip() for line in lines if not line.startswith("#")}
    found: dict[str, str] = {}
    commits = bases(root)
    for commit in commits:
        found |= lost(root, commit, retired)
    compared = " and ".join(commit[:12] for commit in commits) or "nothing: no commits are here"
    if len(commits) == 1:
        compared += " alone: this clone has neither main nor the commit before"
    return list(found.values()), f"Compared what was recorded with {compared}."


if __name__ == "__main__":
    problems, compared = check(Path.cwd())
    sys.stderr.writelines(f"{line}\n" for line in (*problems, compared))
    sys.exit(bool(problems))
