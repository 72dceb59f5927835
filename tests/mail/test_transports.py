"""What every way of a letter to its reader promises: a mail server, and a folder of files."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from adapters.mail.eml_folder import EmlFolder
from adapters.mail.letters import Letter
from adapters.mail.mail_server import MailServer
from adapters.mail.message import Mail, compose
from adapters.mail.outcomes import Delayed
from adapters.mail.smtp import Smtp
from application.ports.mail_transport import Transport
from tests.mail.mail_servers import Mailbox, free_port, mail_server, parsed, text_of
from tests.mail.notices import AT, SENDER, notice


@dataclass
class Way:
    transport: Transport
    arrived: Callable[[], list[EmailMessage]]
    open: Callable[[], AbstractAsyncContextManager[object]]
    """Letters can get through while this is entered, and at no other time."""


def _folder(path: Path) -> Way:
    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        path.unlink()
        yield

    def arrived() -> list[EmailMessage]:
        files = sorted(path.glob("*.eml")) if path.is_dir() else []
        return [parsed(each.read_bytes()) for each in files]

    path.write_text("a file where the folder should be")
    return Way(EmlFolder(path), arrived, opened)


def _server() -> Way:
    mailbox, port = Mailbox(), free_port()
    server = MailServer.from_url(f"smtp://localhost:{port}")
    transport = Smtp(server, timeout=5, confirmation_timeout=5)
    return Way(transport, lambda: mailbox.mails, lambda: mail_server(mailbox, port))


@pytest.fixture(params=["a folder", "a mail server"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    return _folder(tmp_path / "outbox") if request.param == "a folder" else _server()


def a_mail(number: int = 1, body: str = "Dear Anna,\n") -> Mail:
    letter = Letter(f"Letter {number}", body, "en")
    return compose(notice(number=number), letter, SENDER, "anna@contoso.nl", AT)


async def nothing_to_know() -> None:
    pass


async def test_letters_of_one_session_arrive_as_they_were_written(way: Way) -> None:
    bodies = {1: ".\n..\n.NET Bücher 株式会社\n\n.\n", 2: "Second.\n"}
    async with way.open(), way.transport.session() as session:
        for number, body in bodies.items():
            await session.send(a_mail(number, body), nothing_to_know)
    arrived = {str(each["Subject"]): text_of(each) for each in way.arrived()}
    assert arrived == {f"Letter {number}": body for number, body in bodies.items()}


async def test_where_sending_twice_delivers_twice_it_is_known_before_anything_is_out(
    way: Way,
) -> None:
    known: list[int] = []

    async def handing_over() -> None:
        known.append(len(way.arrived()))

    async with way.open():
        for _ in range(2):
            async with way.transport.session() as session:
                await session.send(a_mail(), handing_over)
    if way.transport.idempotent:
        assert len(way.arrived()) == 1
    else:
        assert known == [0, 1]


@pytest.mark.parametrize("failure", [RuntimeError, asyncio.CancelledError])
async def test_what_forbids_the_handing_over_passes_through_and_nothing_is_out(
    way: Way, failure: type[BaseException]
) -> None:
    async def handing_over() -> None:
        raise failure("the lease has ended")

    asked_by_nobody = way.transport.idempotent
    async with way.open():
        with nullcontext() if asked_by_nobody else pytest.raises(failure):
            async with way.transport.session() as session:
                await session.send(a_mail(), handing_over)
        async with way.transport.session() as session:
            await session.send(a_mail(2), nothing_to_know)
    out = {str(each["Subject"]) for each in way.arrived()}
    assert out == {"Letter 2", *(["Letter 1"] if asked_by_nobody else [])}


async def test_what_nobody_takes_now_is_delayed_and_goes_out_later(way: Way) -> None:
    async with way.transport.session() as session:
        with pytest.raises(Delayed):
            await session.send(a_mail(), nothing_to_know)
    assert way.arrived() == []
    async with way.open(), way.transport.session() as session:
        await session.send(a_mail(), nothing_to_know)
    assert len(way.arrived()) == 1
