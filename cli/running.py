"""What commands share while they run: connecting to services, sending a message, a spinner."""

import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from cli.output import Output, console
from cli.parameters import Acting
from cli.usage import WrongUsage, problem
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.accounts.ledger import LedgerClient
    from clients.accounts.limits import LimitClient
    from clients.accounts.records import AccountRecords
    from clients.clocks import ClockClient
    from clients.invoices.client import InvoiceClient
    from clients.invoices.papers import PapersClient
    from clients.requests.client import RequestClient
    from clients.requests.queues import QueueClient
    from domain.operations.messages import Message
    from settings import Settings

Way = TypeVar("Way")

_SPINNER_AFTER_SECONDS = 1.0


def settings() -> "Settings":
    """What the environment decides.

    Raises:
        WrongUsage: with every variable that makes no sense.
    """
    from files.environment import Misconfigured, checked_settings

    try:
        return checked_settings()
    except Misconfigured as wrong:
        raise WrongUsage(wrong.details["problems"]) from None


@asynccontextmanager
async def opened(
    way: "Callable[[Settings], AbstractAsyncContextManager[Way]]", doing: str = "ledger"
) -> AsyncIterator[Way]:
    """A client that needs no engine, with a sign of life while it takes long.

    Args:
        way: Its `opened`.
        doing: What takes long, as `progress` has it.
    """
    with progress(doing):
        async with way(settings()) as client:
            yield client


@asynccontextmanager
async def requests() -> AsyncIterator["RequestClient"]:
    """The way to requests, with a sign of life while it takes long."""
    with progress("engine"):
        yield await connected()


async def connected() -> "RequestClient":
    """The way to requests for a command that stays.

    Raises:
        WrongUsage: Temporal's own variables or its profile file make no sense.
        ServiceUnreachable: no engine answers.
    """
    from clients.requests.client import RequestClient

    _typed_here()
    with asking_engine():
        return await RequestClient.connect(settings())


@asynccontextmanager
async def invoices(*, for_reading: bool = False) -> AsyncIterator["InvoiceClient"]:
    """The way to invoices, with a sign of life while it takes long; to those who only read, an
    engine that is away is no hindrance."""
    with progress("ledger" if for_reading else "engine"):
        async with invoices_for_long(for_reading=for_reading) as client:
            yield client


@asynccontextmanager
async def invoices_for_long(*, for_reading: bool = False) -> AsyncIterator["InvoiceClient"]:
    """The way to invoices for a command that stays.

    Raises:
        WrongUsage: Temporal's own variables or its profile file make no sense.
        ServiceUnreachable: no engine answers, or no ledger.
    """
    from clients.invoices.client import InvoiceClient

    _typed_here()
    with asking_engine():
        async with InvoiceClient.opened(settings(), for_reading=for_reading) as client:
            yield client


@contextmanager
def asking_engine() -> Iterator[None]:
    """Within it the engine may be asked: its library is silent, as an answer is all that a command
    prints.

    Raises:
        WrongUsage: Temporal's own variables or its profile file make no sense.
    """
    from engine.errors import EngineUnusable, ReleaseHasNoWorkers
    from engine.observing.telemetry import silence

    silence()
    try:
        yield
    except ReleaseHasNoWorkers:
        raise  # a refusal of what was asked
    except EngineUnusable as unusable:
        raise WrongUsage([problem("TEMPORAL_*", unusable.reason, unusable.code)]) from unusable


def _typed_here() -> None:
    from domain.people.through import Channel, Through
    from engine.sending import send_through

    send_through(Through(door=Channel.COMMAND_LINE))


def ledger() -> AbstractAsyncContextManager["LedgerClient"]:
    """The way to the ledger."""
    from clients.accounts.ledger import LedgerClient

    return opened(LedgerClient.opened)


def account_records() -> AbstractAsyncContextManager["AccountRecords"]:
    """The way to accounts as they are kept."""
    from clients.accounts.records import AccountRecords

    return opened(AccountRecords.opened)


def limits() -> AbstractAsyncContextManager["LimitClient"]:
    """The way to accounts' limits."""
    from clients.accounts.limits import LimitClient

    return opened(LimitClient.opened)


def papers() -> AbstractAsyncContextManager["PapersClient"]:
    """The way to papers."""
    from clients.invoices.papers import PapersClient

    return opened(PapersClient.opened, "making_paper")


@asynccontextmanager
async def queues(asking: str = "ledger") -> AsyncIterator["QueueClient"]:
    """The way to queues, with a sign of life while it takes long."""
    with progress(asking):
        from clients.requests.queues import QueueClient

        with asking_engine():
            async with QueueClient.opened(settings()) as client:
                yield client


@asynccontextmanager
async def clocks() -> AsyncIterator["ClockClient"]:
    """The way to the check of clocks, with a sign of life while it takes long."""
    with progress("every_workflow"):
        from clients.clocks import ClockClient

        with asking_engine():
            async with ClockClient.opened(settings()) as client:
                yield client


async def send(
    request: str, command: "Message", acting: Acting, output: Output, asked: Any = None
) -> None:
    """Sends a message to a request and shows its new state.

    Args:
        asked: What was typed, where the message was worked out from more than that.
    """
    async with requests() as client:
        snapshot = await client.send(request, command, acting.key, asked)
        now = await client.now(request)
    from cli.pages.status import in_brief
    from wording.possible import in_words

    snapshot = in_words(snapshot)
    output.show(snapshot.model_dump(mode="json", by_alias=True), lambda: in_brief(snapshot, now))


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """A spinner on standard error once something takes longer than a second, where somebody
    can see it.

    Args:
        doing: What it is called in the catalogue, in the family `progress`.
    """
    if not sys.stderr.isatty():
        yield
        return
    from rich.status import Status

    status = Status(staff_words()(f"progress.{doing}"), console=console(sys.stderr))
    timer = threading.Timer(_SPINNER_AFTER_SECONDS, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
