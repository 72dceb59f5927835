"""What people read of a check of clocks."""

from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from cli.pages.clocks import clock_page
from domain.clocks import ClockFinding, ClockReport, LostSeen, Trouble

REQUEST = "pay-by-invoice/sub-1"


def page(report: ClockReport) -> str:
    console = Console(file=StringIO(), width=160)
    console.print(clock_page(report))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_missing_files_are_named_and_so_is_how_to_take_them_off_the_list() -> None:
    missing = ClockFinding(about=REQUEST, trouble=Trouble.FILES_MISSING, codes=("doc-1", "doc-2"))

    said = page(ClockReport(findings=(missing,)))

    for part in ("not in the storage: doc-1, doc-2", "1 left to see to", "'clocks seen'"):
        assert part in said


def test_it_says_where_the_storage_did_not_answer() -> None:
    assert "Everything agrees." in page(ClockReport())
    said = page(ClockReport(storage_answered=False))
    assert "The storage of the documents did not answer" in said
    assert "Everything else agrees." in said


def test_who_has_seen_to_what_stands_below() -> None:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    files = LostSeen(about=REQUEST, by="olga", at=at, codes=("doc-1",))
    lost = LostSeen(about="pay-by-invoice/sub-2", by="pete", at=at)

    said = page(ClockReport(seen=(files, lost)))

    for part in ("doc-1", "olga", "lost", "pete"):
        assert part in said
