"""What is shown to be typed or copied comes out whole, however narrow the terminal is."""

import os
from datetime import UTC, datetime

import pytest
from rich.console import RenderableType
from rich.text import Text

from application.ports.letters import DeliveryState
from application.ports.mailed import OutboxEntry, StuckLetter
from cli.access.pages import secret_page
from cli.output import FOR_PEOPLE
from cli.pages.mails import mails_page, stuck_page
from cli.pages.tables import Commands
from domain.notices import Audience, NoticeKind

KEY = "request/sub-contoso-1/2026-11-22T18:16:00+00:00/documents_requested/anna@contoso.example/7"
AT = datetime(2026, 11, 22, tzinfo=UTC)
ASKED = {
    "key": KEY,
    "kind": NoticeKind.DOCUMENTS_REQUESTED,
    "audience": Audience.CUSTOMER,
    "state": DeliveryState.REFUSED,
    "attempts": 1,
    "last_error": "550 5.1.1 There is nobody of this name, and there never was one in this house",
}


@pytest.fixture(params=[80, 400])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    columns: int = request.param
    monkeypatch.setitem(os.environ, "COLUMNS", str(columns))
    return columns


def shown(page: RenderableType, capsys: pytest.CaptureFixture[str]) -> list[str]:
    FOR_PEOPLE.show({}, lambda: page)
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_the_key_of_a_letter_that_did_not_arrive_can_be_copied(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    of_one = OutboxEntry(
        **ASKED, to="anna@contoso.example", queued_at=AT, sent_at=None, failed_at=AT
    )
    of_all = StuckLetter(**ASKED, about="sub-contoso-1", company="Contoso", since=AT)
    for page in (mails_page([of_one]), stuck_page([of_all], {})):
        assert [each for each in shown(page, capsys) if each.endswith(f"resend {KEY}")]


def test_a_letter_that_was_dismissed_is_not_offered_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = OutboxEntry(**ASKED, to=None, queued_at=AT, sent_at=None, failed_at=AT, dismissed_at=AT)
    assert "resend" not in " ".join(shown(mails_page([gone]), capsys))


def test_commands_stand_beside_what_they_are_for_only_where_both_have_room(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(Commands([("billing: send it again", f"resend {KEY}")]), capsys)
    assert (f"resend {KEY}" in lines) is (width == 80)
    assert shown(Commands([]), capsys) == []


def test_a_secret_that_is_shown_once_is_shown_whole(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "s" * 200
    assert secret in shown(secret_page(secret), capsys)
    assert shown(Text("a word " * 30), capsys)[0].startswith("a word")
