"""Every notice is kept until the mail server has it, and none is sent twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from application.ports.letters import DeliveryState
from domain.errors import InvalidFile, UnderWay, WrongTurn
from domain.notices import Audience, NoticeKind
from tests.ledger.letters import Letters
from tests.ledger.samples import LEASE, NOON, a_notice, euros

KEY = "pay-by-invoice/sub-1/run/submitted"
AFTER_THE_LEASE = NOON + LEASE


@pytest.fixture
def other_worker(database: Database) -> LedgerOutbox:
    return LedgerOutbox(database)


async def _state(outbox: LedgerOutbox) -> DeliveryState:
    (entry,) = await outbox.of_request("pay-by-invoice/sub-1")
    return entry.state


async def _claim(outbox: LedgerOutbox) -> list[str]:
    return [queued.key for queued in await outbox.claim(NOON, LEASE)]


async def _claim_later(outbox: LedgerOutbox) -> list[str]:
    return [queued.key for queued in await outbox.claim(AFTER_THE_LEASE, LEASE)]


async def test_a_notice_is_claimed_as_it_was_put(outbox: LedgerOutbox) -> None:
    notice = a_notice(amount=euros("8000.00"), deadline=NOON + timedelta(days=30))
    assert await outbox.put([notice]) == 1
    (queued,) = await outbox.claim(NOON, LEASE)
    assert (queued.key, queued.notice, queued.attempts) == (KEY, notice, 1)


async def test_putting_the_same_key_again_adds_nothing(outbox: LedgerOutbox) -> None:
    assert await outbox.put([a_notice("a"), a_notice("b"), a_notice("a")]) == 2
    assert await outbox.put([a_notice("b"), a_notice("c")]) == 1
    assert await outbox.put([]) == 0
    assert len(await _claim(outbox)) == 3


async def test_mails_and_stuck_ones_are_listed_a_page_at_a_time(
    outbox: LedgerOutbox, database: Database
) -> None:
    letters, names = Letters(database), [*"abcde"]
    await outbox.put([a_notice(name) for name in names])
    about = a_notice("a").request
    whole = [each.key for each in await outbox.of_request(about)]
    assert len(whole) == 5
    found, after = await _paged(lambda after: outbox.page_of_request(about, after, 2))
    assert found == whole
    with pytest.raises(InvalidFile):
        await letters.stuck_page(after, 2)
    for minutes, queued in enumerate(await outbox.claim(NOON, LEASE)):
        # Two at each moment: the key is the second in the order.
        await outbox.refused(queued.key, "550 5.1.1", NOON + timedelta(minutes=minutes // 2))
    found, _ = await _paged(lambda after: letters.stuck_page(after, 2))
    assert sorted(found) == sorted(whole)
    assert found == [each.key for each in await letters.stuck()]


async def _paged(page: Callable[[str | None], Awaitable[Any]]) -> tuple[list[str], str]:
    """The keys on all pages of two, and where the last one began."""
    found: list[str] = []
    after, began = None, ""
    while True:
        shown, following = await page(after)
        found += [each.key for each in shown]
        if following is None:
            return found, began
        assert len(shown) == 2
        after = began = following


async def test_a_sent_notice_is_not_queued_again_by_its_key(outbox: LedgerOutbox) -> None:
    await outbox.put([a_notice()])
    await outbox.sent(await _claim(outbox), NOON)
    assert await outbox.put([a_notice()]) == 0
    assert await _claim_later(outbox) == []


async def test_the_oldest_are_claimed_first_and_no_more_than_asked_for(
    outbox: LedgerOutbox,
) -> None:
    ages = {"young": 1, "old": 3, "middle": 2}
    await outbox.put([a_notice(key, at=NOON - timedelta(hours=h)) for key, h in ages.items()])
    first = [queued.key for queued in await outbox.claim(NOON, LEASE, limit=2)]
    assert first == ["old", "middle"]
    assert await _claim(outbox) == ["young"]


async def test_a_notice_from_a_rehearsal_in_the_future_is_mailed_now(outbox: LedgerOutbox) -> None:
    await outbox.put([a_notice(at=NOON + timedelta(days=400))])
    assert await _claim(outbox) == [KEY]


async def test_a_claimed_notice_is_nobody_elses_until_the_lease_ends(
    outbox: LedgerOutbox, other_worker: LedgerOutbox
) -> None:
    await outbox.put([a_notice()])
    await outbox.claim(NOON, LEASE)
    assert await _claim(other_worker) == []
    (queued,) = await other_worker.claim(AFTER_THE_LEASE, LEASE)
    assert queued.attempts == 2


async def test_several_workers_at_once_never_claim_the_same(
    outbox: LedgerOutbox, database: Database
) -> None:
    await outbox.put([a_notice(f"key-{number:02}") for number in range(40)])
    workers = [LedgerOutbox(database) for _ in range(8)]
    claims = await asyncio.gather(
        *(worker.claim(NOON, LEASE, limit=5) for worker in workers for _ in range(2))
    )
    claimed = [queued.key for queueds in claims for queued in queueds]
    assert len(claimed) == len(set(claimed)) == 40


async def test_a_worker_lost_while_handing_over_leaves_the_notice_unconfirmed(
    outbox: LedgerOutbox, other_worker: LedgerOutbox
) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    await outbox.handing_over(KEY, NOON)
    assert await _claim_later(other_worker) == []
    assert await _state(outbox) is DeliveryState.UNCONFIRMED
    (entry,) = await outbox.of_request("pay-by-invoice/sub-1")
    assert entry.failed_at == AFTER_THE_LEASE
    assert entry.last_error is not None


async def test_an_answer_that_comes_after_all_confirms_the_notice(
    outbox: LedgerOutbox, other_worker: LedgerOutbox
) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    await outbox.handing_over(KEY, NOON)
    await _claim_later(other_worker)
    await outbox.sent([KEY], AFTER_THE_LEASE)
    assert await _state(outbox) is DeliveryState.SENT


async def test_a_worker_whose_lease_has_ended_hands_nothing_over(
    outbox: LedgerOutbox, other_worker: LedgerOutbox
) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    with pytest.raises(UnderWay):
        await outbox.handing_over(KEY, AFTER_THE_LEASE)
    assert await _claim_later(other_worker) == [KEY]
    with pytest.raises(UnderWay):
        await outbox.handing_over(KEY, NOON)
    await other_worker.handing_over(KEY, AFTER_THE_LEASE)


async def test_a_late_worker_does_not_put_back_what_another_is_handing_over(
    outbox: LedgerOutbox, other_worker: LedgerOutbox
) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    await _claim_later(other_worker)
    await other_worker.handing_over(KEY, AFTER_THE_LEASE)
    await outbox.retry(KEY, "timeout", AFTER_THE_LEASE)
    await outbox.refused(KEY, "timeout", AFTER_THE_LEASE)
    assert await _state(outbox) is DeliveryState.HANDING_OVER


async def test_a_handing_over_is_begun_once(outbox: LedgerOutbox) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    await outbox.handing_over(KEY, NOON)
    with pytest.raises(UnderWay):
        await outbox.handing_over(KEY, NOON)


async def test_a_retry_is_due_when_it_says(outbox: LedgerOutbox) -> None:
    await outbox.put([a_notice()])
    await _claim(outbox)
    await outbox.retry(KEY, "451 try later", NOON + timedelta(minutes=1))
    assert await _claim(outbox) == []
    (queued,) = await outbox.claim(NOON + timedelta(minutes=1), LEASE)
    assert queued.attempts == 2


async def test_a_refused_or_unconfirmed_notice_waits_for_an_operator(
    outbox: LedgerOutbox, database: Database
) -> None:
    await outbox.put([a_notice("a"), a_notice("b")])
    await _claim(outbox)
    await outbox.refused("a", "550 no such user", NOON)
    await outbox.handing_over("b", NOON)
    await outbox.unconfirmed("b", "connection lost", NOON)
    assert await _claim_later(outbox) == []
    letters = Letters(database)
    await letters.send_again("a", "bea", NOON)
    await letters.send_again("b", "bea", NOON)
    assert await _claim(outbox) == ["a", "b"]


async def test_only_what_is_stuck_can_be_sent_again(
    outbox: LedgerOutbox, database: Database
) -> None:
    await outbox.put([a_notice()])
    for key in (KEY, "unknown"):
        with pytest.raises(WrongTurn):
            await Letters(database).send_again(key, "bea", NOON)
    await outbox.sent(await _claim(outbox), NOON)
    with pytest.raises(WrongTurn):
        await Letters(database).send_again(KEY, "bea", NOON)


async def test_a_request_shows_how_far_its_notices_got(outbox: LedgerOutbox) -> None:
    to_team = a_notice(
        "pay-by-invoice/sub-1/run/team",
        kind=NoticeKind.TEAM_SWITCHED,
        audience=Audience.BILLING,
        to=None,
        at=NOON + timedelta(hours=1),
    )
    await outbox.put([a_notice(), to_team])
    await outbox.sent([KEY], NOON)
    first, second = await outbox.of_request("pay-by-invoice/sub-1")
    assert (first.kind, first.audience, first.to) == (
        NoticeKind.SUBMITTED,
        Audience.CUSTOMER,
        "anna@contoso.nl",
    )
    assert (first.state, first.queued_at, first.sent_at) == (DeliveryState.SENT, NOON, NOON)
    assert (second.state, second.to, second.sent_at) == (DeliveryState.QUEUED, None, None)


async def test_a_request_does_not_show_the_notices_of_a_longer_name(outbox: LedgerOutbox) -> None:
    ours = [a_notice(f"pay-by-invoice/sub-1/{run}/approved") for run in ("run-1", "run-10")]
    longer = a_notice("pay-by-invoice/sub-10/run-1/approved", request="pay-by-invoice/sub-10")
    other_case = a_notice("pay-by-invoice/SUB-1/run-1/approved", request="pay-by-invoice/SUB-1")
    await outbox.put([*ours, longer, other_case])
    found = await outbox.of_request("pay-by-invoice/sub-1")
    assert [entry.key for entry in found] == [notice.key for notice in ours]
    found = await outbox.of_request("pay-by-invoice/sub-1/run-1")
    assert [entry.key for entry in found] == [ours[0].key]


async def test_every_state_is_counted(outbox: LedgerOutbox) -> None:
    await outbox.put([a_notice("a"), a_notice("b"), a_notice("c")])
    await outbox.sent(["a"], NOON)
    assert await outbox.counts() == {
        "queued": 2,
        "claimed": 0,
        "handing_over": 0,
        "sent": 1,
        "refused": 0,
        "unconfirmed": 0,
    }


async def test_an_invoices_notices_are_not_those_of_a_number_that_goes_on_after_a_slash(
    outbox: LedgerOutbox,
) -> None:
    for number in ("invoice/A", "invoice/A/1"):
        await outbox.put([a_notice(key=f"{number}/issue/invoice_issued", request=number)])
    (entry,) = await outbox.of_request("invoice/A")
    assert entry.key == "invoice/A/issue/invoice_issued"
