"""The image of the worker and the console, read as it is written: no Docker is needed here."""

import re
from pathlib import Path

from settings import Settings

DOCKERFILE = Path("Dockerfile").read_text("utf-8").replace("\\\n", " ")
LET_THROUGH = Path(".dockerignore").read_text("utf-8").splitlines()

PREFIX = "PAYBYINVOICE_"


def instructions(keyword: str) -> list[str]:
    return re.findall(rf"^{keyword} +(.+)$", DOCKERFILE, flags=re.MULTILINE)


def test_every_setting_that_the_image_sets_is_one_that_we_read() -> None:
    named = set(re.findall(rf"{PREFIX}(\w+)", DOCKERFILE))

    assert "HOME" in named
    assert {setting.lower() for setting in named} <= set(Settings.model_fields)


def test_the_base_image_is_pinned_and_the_same_in_both_stages() -> None:
    builder, image = (source.removesuffix(" AS builder") for source in instructions("FROM"))

    assert builder == image
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", image)


def test_our_image_says_whether_it_is_well() -> None:
    (check,) = instructions("HEALTHCHECK")

    assert "'/health'" in check
    assert f"{PREFIX}HEALTH_ADDRESS" in check


def test_everything_that_is_copied_exists_and_reaches_the_build() -> None:
    copied = [source for source in instructions("COPY") if not source.startswith("--from=")]

    for source in (source.split()[0] for source in copied):
        assert f"!{source}" in LET_THROUGH
        assert list(Path().glob(source)), source


def test_every_package_of_ours_is_copied() -> None:
    needed = {path.parent.name for path in Path().glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert needed <= {source.split()[0] for source in instructions("COPY")}


def test_the_entry_point_exists_and_is_not_run_by_root() -> None:
    assert instructions("ENTRYPOINT") == ['["python", "worker.py"]']
    assert Path("worker.py").is_file()
    assert Path("starter.py").is_file()
    assert instructions("USER") == ["10001:10001"]
