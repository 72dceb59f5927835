"""Fails when a lock file lacks something that `pyproject.toml` asks for, or contains an address."""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pinned(lock: Path) -> dict[str, str]:
    """Name to version of every pin in a lock file."""
    pins: dict[str, str] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.partition(" \\")[0])
            pins[canonicalize_name(requirement.name)] = next(iter(requirement.specifier)).version
    return pins


def problems(lock: Path, asked: list[str]) -> list[str]:
    found = []
    pins = pinned(lock)
    for text in asked:
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            found.append(f"{lock}: {text} is not met by {version}; run 'make lock'")
    if "://" in lock.read_text(encoding="utf-8"):
        found.append(f"{lock}: carries an address")
    return found


if __name__ == "__main__":
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    runtime = project["dependencies"] + extras["tracing"]
    everything = runtime + extras["dev"]
    found = problems(Path("requirements.lock"), runtime)
    found += problems(Path("requirements-dev.lock"), everything)
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    sys.exit(bool(found))
