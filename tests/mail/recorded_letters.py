"""Every letter as it was written: with everything that a notice can have, and with the least.

`.venv/bin/python -m tests.mail.recorded_letters` records them anew, when their words are to change.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from adapters.mail.letters import write_letter
from domain.letters.addressed import Addressed
from domain.notices import Notice, NoticeKind
from tests.mail.notices import full_notice, notice

RECORDED = Path(__file__).parent / "recorded"
LANGUAGES = ("en", "nl")
WAY = Addressed(
    link="https://pay.example/c/t0ken", until=datetime(2026, 12, 1, tzinfo=UTC), instead=True
)
REACH = "billing@provider.example"


def written(language: str) -> dict[str, list[str]]:
    """Each letter in this language: its subject and its lines. Teams read English alone."""
    kinds = [kind for kind in NoticeKind if language == "en" or not kind.startswith("team_")]
    return {
        f"{kind}, {said}": lines
        for kind in kinds
        for said, lines in (
            ("everything", _lines(full_notice(kind, language=language), WAY)),
            ("the least", _lines(notice(kind, language=language), Addressed())),
        )
    }


def recorded(language: str) -> dict[str, list[str]]:
    read: dict[str, list[str]] = json.loads(_file(language).read_text("utf-8"))
    return read


def _lines(told: Notice, way: Addressed) -> list[str]:
    letter = write_letter(told, way, REACH)
    return [letter.subject, "", *letter.body.split("\n")]


def _file(language: str) -> Path:
    return RECORDED / f"letters.{language}.json"


if __name__ == "__main__":
    for each in LANGUAGES:
        text = json.dumps(written(each), indent=1, ensure_ascii=False)
        _file(each).write_text(f"{text}\n", "utf-8")
