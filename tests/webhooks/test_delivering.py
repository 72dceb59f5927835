"""Events come to other programs: signed, at least once, what is about one thing in its order; and
nothing is lost while a program is away."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import WebhookVerificationError
from starlette.responses import RedirectResponse, Response

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.stored_hooks import StoredHooks
from adapters.ledger.transactions import LedgerTransactions
from adapters.webhooks.sender import HttpSender
from application.webhooks.deliver import AT_ONCE, BEGUN_WITHIN, Round, body_of, deliver_round
from application.webhooks.notify_disabled import notify_disabled
from domain.errors import InvalidFile
from domain.events.event import Event, event
from domain.events.types import EventType
from domain.notices import Audience, NoticeKind
from domain.webhooks.endpoint import Endpoint, checked_url, webhook_id
from domain.webhooks.retries import ATTEMPTS, pause_after
from domain.webhooks.signing import secret_of
from domain.webhooks.states import DeliveryState, HookState, Trouble
from tests.ledgers import empty_ledger
from tests.webhooks.receiver import Received, Receiver, receiving

SECRET, OTHER = secret_of(b"a" * 32), secret_of(b"b" * 32)
START = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


class Delivering:
    """One endpoint, by a clock of its own."""

    def __init__(self, database: Database, private: bool = True) -> None:
        self.database, self.hooks = database, StoredHooks(database)
        self.sender = HttpSender(private)
        self.now = START
        self.notified: list[Trouble] = []

    async def endpoint(self, url: str, name: str = "we_1", *types: EventType) -> None:
        made = Endpoint(
            id=name, url=url, types=types, secret=SECRET, made_at=self.now, made_by="olga"
        )
        await self.hooks.add(made)

    async def happens(self, *sources: str, about: str = "invoice/INV-1") -> list[Event]:
        told = [event(EventType.INVOICE_PAID, START, about, s, invoice=s) for s in sources]
        async with LedgerTransactions(self.database).writing() as transaction:
            await transaction.events.add(told)
        return told

    async def round(self, name: str = "we_1") -> Round:
        return await deliver_round(self.hooks, self.sender, name, lambda: self.now, self._notify)

    async def _notify(self, endpoint: Endpoint, why: Trouble) -> None:
        await notify_disabled(LedgerTransactions(self.database), endpoint, why, self.now)
        self.notified.append(why)

    async def letters(self, name: str = "we_1") -> list[tuple[NoticeKind, Audience]]:
        """Those about an endpoint."""
        mails = await LedgerOutbox(self.database).of_request(webhook_id(name))
        return [(each.kind, each.audience) for each in mails]

    async def states(self, name: str = "we_1") -> list[DeliveryState]:
        """Of every delivery, the latest first."""
        return [each.state for each in await self.hooks.deliveries(name, 100)]


@pytest.fixture
async def delivering(tmp_path: Path) -> AsyncIterator[Delivering]:
    file = tmp_path / "ledger.db"
    await empty_ledger(file)
    database = await Database.open(f"sqlite:///{file}")
    made = Delivering(database)
    async with made.sender:
        yield made
    await database.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as there:
        yield there


def _refuses(received: Received) -> Response:
    return Response(status_code=503)


async def test_an_event_is_signed_as_the_standards_own_library_reads_it(
    delivering: Delivering, receiver: Receiver
) -> None:
    delivering.now = datetime.now(UTC)  # the library refuses what is older than five minutes
    await delivering.happens("before there was an endpoint")
    await delivering.endpoint(receiver.url)
    (told,) = await delivering.happens("INV-1")
    await delivering.round()
    (received,) = receiver.received
    said = received.verified(SECRET)
    assert (received.id, said["type"], said["data"]["invoice"]) == (
        told.id,
        "invoice.paid",
        "INV-1",
    )
    assert received.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        received.verified(OTHER)
    assert await delivering.states() == [DeliveryState.DELIVERED]
    assert await delivering.round() == Round()


async def test_both_secrets_sign_for_a_day_after_a_rotation(
    delivering: Delivering, receiver: Receiver
) -> None:
    delivering.now = datetime.now(UTC)
    await delivering.endpoint(receiver.url)
    await delivering.hooks.rotate("we_1", OTHER, delivering.now + timedelta(days=1))
    await delivering.happens("one")
    await delivering.round()
    delivering.now += timedelta(days=1)
    await delivering.happens("two")
    await delivering.round()
    together, alone = receiver.received
    assert together.verified(SECRET) == together.verified(OTHER)
    signatures = alone.headers["webhook-signature"].split()
    assert len(signatures) == 1 and len(together.headers["webhook-signature"].split()) == 2


async def test_what_failed_is_tried_again_under_the_same_id_and_what_follows_it_waits(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    first, second = await delivering.happens("one", "two")
    (other,) = await delivering.happens("three", about="invoice/INV-2")
    receiver.answer = lambda each: Response(status_code=503 if each.id == first.id else 200)
    await delivering.round()
    assert {each.id for each in receiver.received} == {first.id, other.id}
    assert (await delivering.round()).tried == 0, "it is too early to try again"

    receiver.answer = lambda each: Response(status_code=200)
    delivering.now += timedelta(seconds=6)
    await delivering.round()
    ids = [each.id for each in receiver.received]
    assert ids[-2:] == [first.id, second.id]
    assert {e.body for e in receiver.received if e.id == first.id} == {body_of(first)}
    endpoint = await delivering.hooks.endpoint("we_1")
    assert endpoint is not None and endpoint.failing_since is None


async def test_one_round_delivers_all_about_one_thing_in_its_order(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    told = await delivering.happens(*map(str, range(20)))
    done = await delivering.round()
    assert [each.id for each in receiver.received] == [each.id for each in told]
    assert (done.tried, done.more) == (20, False)


async def test_the_rest_of_a_round_that_takes_long_is_left_for_the_next_one(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    told = await delivering.happens("one", "two", "three")

    def is_slow(received: Received) -> Response:
        delivering.now += BEGUN_WITHIN / 2
        return Response(status_code=204)

    receiver.answer = is_slow
    assert await delivering.round() == Round(tried=2, more=True)
    states = [DeliveryState.WAITING, DeliveryState.DELIVERED, DeliveryState.DELIVERED]
    assert await delivering.states() == states
    assert await delivering.round() == Round(tried=1)
    assert [each.id for each in receiver.received] == [each.id for each in told]


async def test_more_than_a_round_takes_in_is_delivered_by_several(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    told = await delivering.happens(*map(str, range(AT_ONCE + 1)))
    assert await delivering.round() == Round(tried=AT_ONCE, more=True)
    assert await delivering.round() == Round(tried=1)
    assert [each.id for each in receiver.received] == [each.id for each in told]


async def test_a_redirect_is_a_failure_and_nobody_follows_it(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    receiver.answer = lambda each: RedirectResponse(receiver.url + "?again")
    await delivering.happens("one")
    await delivering.round()
    assert len(receiver.received) == 1
    (delivery,) = await delivering.hooks.deliveries("we_1", 10)
    assert (delivery.answer, delivery.trouble) == (307, Trouble.REFUSED)


async def test_gone_disables_at_once_and_says_so(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    receiver.answer = lambda each: Response(status_code=410)
    await delivering.happens("one")
    assert (await delivering.round()).ended
    assert delivering.notified == [Trouble.GONE]
    assert await delivering.letters() == [(NoticeKind.TEAM_WEBHOOK_DISABLED, Audience.BILLING)]
    endpoint = await delivering.hooks.endpoint("we_1")
    assert endpoint is not None and endpoint.state is HookState.DISABLED
    assert (await delivering.round()).ended and len(receiver.received) == 1


async def test_after_five_days_of_failure_it_is_disabled_and_nothing_is_lost(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    receiver.answer = _refuses
    ended = False
    for day in range(12):
        await delivering.happens(f"half a day {day}", about=f"invoice/{day}")
        ended = (await delivering.round()).ended
        if ended:
            break
        delivering.now += timedelta(hours=12)
    assert ended and delivering.now - START == timedelta(days=5)
    assert delivering.notified == [Trouble.FAILED_FOR_DAYS]
    await delivering.happens("while it is disabled", about="invoice/later")

    receiver.answer = lambda each: Response(status_code=200)
    receiver.received.clear()
    await delivering.hooks.enable("we_1", delivering.now)
    await delivering.round()
    states = await delivering.states()
    told = [s for s in states if s is DeliveryState.DELIVERED]
    assert DeliveryState.WAITING not in states
    assert len(told) + states.count(DeliveryState.FAILED) == 12
    # What is about different things comes in any order.
    assert any(b"while it is disabled" in each.body for each in receiver.received)


async def test_a_delivery_is_given_up_after_three_days_and_can_be_sent_again(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url)
    receiver.answer = _refuses
    (told,) = await delivering.happens("one")
    for _ in range(ATTEMPTS):
        await delivering.round()
        delivering.now += timedelta(hours=27)
        await delivering.hooks.enable("we_1", delivering.now)
    assert len(receiver.received) == ATTEMPTS
    assert await delivering.states() == [DeliveryState.FAILED]

    receiver.answer = lambda each: Response(status_code=200)
    again = await delivering.hooks.send_again("we_1", told.id, told.id, delivering.now)
    await delivering.round()
    assert (again, await delivering.states()) == (1, [DeliveryState.DELIVERED])
    assert {each.id for each in receiver.received} == {told.id}


async def test_an_endpoint_is_told_of_its_own_types_alone(
    delivering: Delivering, receiver: Receiver
) -> None:
    await delivering.endpoint(receiver.url, "we_1", EventType.INVOICE_OVERDUE)
    await delivering.happens("one")
    await delivering.round()
    assert receiver.received == [] and await delivering.states() == []


async def test_a_name_that_leads_into_ones_own_network_is_not_sent_to(
    delivering: Delivering, receiver: Receiver
) -> None:
    async with HttpSender(private=False) as public:
        for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost")):
            assert await public.send(url, {}, b"") == (None, Trouble.PRIVATE_ADDRESS)
        for url in ("https://no-such-host.invalid/hook", "https://xn--zz/hook", "https://[v1.x]/"):
            assert await public.send(url, {}, b"") == (None, Trouble.UNKNOWN_HOST)
    assert receiver.received == []


async def test_nobody_there_is_no_answer(delivering: Delivering) -> None:
    async with receiving() as gone:
        url = gone.url
    assert await delivering.sender.send(url, {}, b"") == (None, Trouble.NO_ANSWER)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/hook", "not_https"),
        ("ftp://example.com/hook", "not_https"),
        ("https://", "url_invalid"),
        ("nonsense", "url_invalid"),
        ("https://user:password@example.com/hook", "url_has_password"),
        ("https://example.com/hook#part", "url_invalid"),
        ("https://example.com:port/hook", "url_invalid"),
        ("https://exa mple.com/hook", "url_invalid"),
        ("https://[v1.x]/hook", "url_invalid"),
        ("https://a..b.example/hook", "url_invalid"),
        ("https://" + "a" * 64 + ".example/hook", "url_invalid"),
        ("https://example.com/" + "x" * 500, "url_invalid"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_why(url: str, code: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        checked_url(url, private=False)
    assert refused.value.details["problems"][0]["code"] == code


def test_the_table_of_attempts_spans_75_hours() -> None:
    pauses = [pause_after(n) for n in range(1, ATTEMPTS)]
    total = sum((pause for pause in pauses if pause is not None), timedelta())
    assert timedelta(hours=68) < total < timedelta(hours=84)
    assert pause_after(ATTEMPTS) is None
