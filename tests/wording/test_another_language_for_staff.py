"""What commands show is from the catalogue, or data: in another language nothing else is left."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType

from cli.pages import clocks, limits, queues, status, tables
from cli.pages.next_steps import next_steps
from domain.clocks import ClockFinding, ClockReport, ClockTask, ClockTasks, LostSeen, Trouble
from domain.limits.limit import AccountLimit, LimitChange, LimitProposal
from domain.limits.states import LimitChangeKind
from domain.requests.listing import QueueCounts, QueuePage, Rebuilt, Waiting
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from tests.domain.requests.recorded_lives import LIVES, shown
from tests.wording.pseudo import spoken_by_staff
from wording.catalogue import staff_words

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
EUROS = {"amount": "5.00", "currency": "EUR"}
_WORD = re.compile(r"[^\W\d_]+")
_MOMENT = re.compile(r"\b[A-Z][a-z]{2} (?=\d{4}-)")
"""The weekday before a date, as this machine's language calls it."""


@pytest.fixture(scope="module", autouse=True)
def _another_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with spoken_by_staff(tmp_path_factory.mktemp("catalogues")):
        yield


def test_staff_read_it() -> None:
    assert staff_words()("nav.queues") == "Qúéúés"
    assert staff_words()("nav.invoices") == "Ínvóícés"


@pytest.mark.parametrize("name", LIVES)
def test_everything_about_a_request_is_in_it(name: str) -> None:
    snapshot = Snapshot.model_validate(shown(name)["snapshot"])
    typed = " ".join(step.command for step in next_steps(snapshot))
    data = said_by(snapshot.model_dump(mode="json")) | words_of(typed)

    for page in (status.in_full(snapshot, NOW), tables.timeline_table(snapshot.timeline)):
        assert english(page) - data == set()


def test_what_operators_see_is_in_it() -> None:
    counts = QueueCounts(by_who={who: Waiting(count=2, overdue=1) for who in Who}, by_state={})
    page = QueuePage(lines=(), total=3)
    rebuilt = Rebuilt(requests=1, mended=1, kept=1, changing=1, unreadable=1)
    pages = (
        queues.queue_page(page, counts, NOW, filtered=True),
        queues.rebuilt_page(rebuilt),
        *(clocks.clock_page(report) for report in checked()),
        clocks.tasks_page(ClockTasks()),
        clocks.tasks_page(ClockTasks(tasks=(a_task(),), checked_at=NOW)),
    )
    data = words_of(" ".join(["sub-1 olga", *Who]))

    for each in pages:
        assert english(each) - data == set()


def test_a_credit_limit_is_in_it() -> None:
    change = LimitChange(at=NOW, by="carl", limit=EUROS, proposed_by="cleo")
    history = (change, *(change.model_copy(update={"kind": kind}) for kind in LimitChangeKind))
    proposal = LimitProposal(
        number=1, limit=EUROS, before=EUROS, because="", by="carl", at=NOW, lapses_at=NOW
    )
    limit = AccountLimit(
        account="acc-1",
        limit=EUROS,
        frozen=True,
        review_on=NOW.date(),
        exposure=EUROS,
        proposal=proposal,
        history=history,
    )

    data = words_of("carl cleo acc-1 EUR account confirm-limit")
    for each in (limit, AccountLimit(account="acc-1")):
        assert english(limits.limit_page(each)) - data == set()


def checked() -> Iterator[ClockReport]:
    yield ClockReport()
    yield ClockReport(storage_answered=False)
    findings = tuple(ClockFinding(about="sub-1", trouble=trouble) for trouble in Trouble)
    yield ClockReport(findings=findings, seen=(LostSeen(about="sub-1", by="olga", at=NOW),))


def a_task() -> ClockTask:
    return ClockTask(about="sub-1", trouble=Trouble.LOST, can_be_mended=True, found_at=NOW)


def english(page: RenderableType) -> set[str]:
    """The words of a page that are not in that language."""
    console = Console(file=StringIO(), width=400)
    console.print(page)
    assert isinstance(console.file, StringIO)
    shown = _MOMENT.sub("", console.file.getvalue())
    return {each for each in words_of(shown) if re.search("[aeiou]", each)}


def words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def said_by(data: Any) -> set[str]:
    """The words of every text in a document. A value that has a name is none."""
    if isinstance(data, dict):
        return set().union(*map(said_by, data.values()))
    if isinstance(data, list):
        return set().union(*map(said_by, data))
    if not isinstance(data, str) or f"term.{data}" in staff_words():
        return set()
    return words_of(data)
