"""One release, and the same one wherever it stands."""

import re
import tomllib

import yaml
from packaging.version import Version

from release import RELEASE
from tests.naming import ROOT


def test_project_and_code_are_of_one_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == RELEASE, (
        "pyproject.toml and release.py name different releases: write the new one into both."
    )


def test_the_changelog_begins_with_this_release_and_goes_back_in_order() -> None:
    written = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (\S+)$", written, re.MULTILINE)
    assert releases[0] == RELEASE, (
        f"CHANGELOG.md begins with {releases[0]}: say in a section '## {RELEASE}' what is new."
    )
    assert releases == sorted(releases, key=Version, reverse=True)


def test_compose_makes_images_of_this_release() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    images = {each["image"] for each in composed["services"].values() if "build" in each}
    assert images == {f"pay-by-invoice:{RELEASE}"}
