"""Documents on their way in: counted, checked by content, and nothing left behind."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.door.body_limits import BodyLimits
from domain.requests import messages
from tests.console.access.serving import Line, serving
from tests.console.customer.desk import Browser, Desk
from tests.console.customer.filling import APPLICATION, link_of
from tests.storage.files import pdf, png
from tests.waiting import eventually
from tests.workflows.customers import ANNA, LARGE, SIMILAR_NAME, VERA, Customer, a_customer

KIND = "certificate_of_incorporation"


@pytest.fixture
def on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where uploads lie while they come in."""
    folder = tmp_path / "on-the-way"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


async def asked_for_documents(desk: Desk) -> Customer:
    customer = a_customer(company__name=SIMILAR_NAME)
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by=ANNA))
    return customer


def stored_in(desk: Desk) -> list[Path]:
    folder = desk.services.settings.home / "documents"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


async def test_a_document_is_sent_and_read_again_as_a_file_to_keep(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        sent = await anna.put(f"{link}/documents?kind={KIND}&key=one", content=pdf())
        again = await anna.put(f"{link}/documents?kind={KIND}&key=one", content=pdf())
        read = await anna.http.get(f"{link}/documents/doc-1")

    assert (sent.status_code, again.status_code) == (201, 201)
    assert sent.json() == {"said": "Your document has been sent in."}
    assert read.content == pdf()
    assert read.headers["content-type"] == "application/pdf"
    assert read.headers["content-disposition"] == f'attachment; filename="doc-1-{KIND}.pdf"'
    assert read.headers["x-content-type-options"] == "nosniff"
    assert len((await desk.system.snapshot(customer)).documents.received) == 1


async def test_a_browser_without_scripts_sends_a_document_by_its_form(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    link = link_of(customer)

    async with desk.customer(customer.account_id, language="nl") as anna:
        await anna.get(f"{link}/documents")
        page = await anna.send(
            f"{link}/documents", kind=KIND, files={"file": ("../../x.exe", png())}
        )

    assert "Uw document is verstuurd." in page.says
    assert "Wordt beoordeeld" in page.says


@pytest.mark.parametrize(
    ("content", "language", "said"),
    [
        (b"MZ\x90 this is a program", "en", "This file is not a PDF, PNG, JPEG or TIFF"),
        (b"MZ\x90 this is a program", "nl", "Dit bestand is geen pdf, PNG, JPEG of TIFF"),
        (b"", "en", "This file is empty."),
        (pdf()[:-200], "nl", "Dit bestand is beschadigd of niet compleet."),
        (pdf(catalog=b"/OpenAction << /S /JavaScript >>"), "en", "This PDF carries a script"),
    ],
)
async def test_what_is_no_document_by_its_content_is_refused_in_the_customers_words(
    desk: Desk, on_the_way: Path, content: bytes, language: str, said: str
) -> None:
    customer = await asked_for_documents(desk)
    link = link_of(customer)

    async with desk.customer(customer.account_id, language=language) as anna:
        sent = await anna.put(f"{link}/documents?kind={KIND}", content=content)
        await anna.get(f"{link}/documents")
        page = await anna.send(
            f"{link}/documents", kind=KIND, files={"file": ("certificate.pdf", content)}
        )

    assert sent.status_code == 409
    assert said in sent.json()["said"]
    assert said in page.alerts
    assert stored_in(desk) == []


async def test_a_file_that_is_too_large_is_refused_whatever_it_says_of_its_size(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    most = desk.services.settings.documents_max_bytes

    async def without_its_length() -> AsyncIterator[bytes]:
        for _ in range(most // 65536 + 1):
            yield bytes(65536)

    link = f"{link_of(customer)}/documents?kind={KIND}"
    async with desk.customer(customer.account_id) as anna:
        streamed = await anna.put(link, content=without_its_length())
        declared = await anna.put(link, content=bytes(most + 1024 * 1024))

    assert streamed.status_code == 409
    assert "It can be 10 MB at most." in streamed.json()["said"]
    assert declared.status_code == 413
    assert stored_in(desk) == []


async def test_a_document_that_breaks_off_in_the_middle_leaves_nothing_behind(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    path = f"{link_of(customer)}/documents?kind={KIND}"

    async with desk.customer(customer.account_id) as anna, serving(desk.app) as port:
        async with Line.to(port) as line:
            await line.send(head_of(anna, path, length=100_000) + pdf())

            async def has_begun() -> bool:
                return any(on_the_way.iterdir())

            await eventually("the document is coming in", has_begun)

        async def is_gone() -> bool:
            return not any(on_the_way.iterdir())

        await eventually("what came of it is gone", is_gone)

    assert stored_in(desk) == []
    assert (await desk.system.snapshot(customer)).documents.received == ()


async def test_a_document_that_stops_coming_is_given_up_and_leaves_nothing_behind(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    path = f"{link_of(customer)}/documents?kind={KIND}"
    most = desk.services.settings.documents_max_bytes
    waiting = BodyLimits(desk.app, most, stall_seconds=0.3)

    async with (
        desk.customer(customer.account_id) as anna,
        serving(waiting) as port,
        Line.to(port) as line,
    ):
        await line.send(head_of(anna, path, length=100_000) + pdf())
        await line.hears("408 Request Timeout")

    assert stored_in(desk) == []


def head_of(browser: Browser, path: str, length: int) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    return (
        f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nCookie: {cookies}\r\n"
        f"X-CSRF-Token: {browser.csrf}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


async def test_a_kind_that_was_not_asked_for_is_not_even_taken_in(
    desk: Desk, on_the_way: Path
) -> None:
    customer = await asked_for_documents(desk)
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        other = await anna.put(f"{link}/documents?kind=financial_statements", content=pdf())
        unknown = await anna.put(f"{link}/documents?kind=passport", content=pdf())

    assert "not asked for" in other.json()["said"]
    assert "not asked for" in unknown.json()["said"]
    assert stored_in(desk) == []


async def test_several_documents_at_once_are_all_kept(desk: Desk, on_the_way: Path) -> None:
    customer = await asked_for_documents(desk)
    more = messages.AskForDocuments(by=VERA, kinds=("name_change_deed",), reason="Why this name?")
    await desk.system.send(customer, more)
    link = f"{link_of(customer)}/documents"

    async with desk.customer(customer.account_id) as anna:
        answers = await asyncio.gather(
            anna.put(f"{link}?kind={KIND}", content=pdf()),
            anna.put(f"{link}?kind=name_change_deed", content=png()),
        )

    assert [each.status_code for each in answers] == [201, 201]
    received = (await desk.system.snapshot(customer)).documents.received
    assert {each.kind for each in received} == {KIND, "name_change_deed"}


async def test_financial_statements_come_with_the_credit_application(
    desk: Desk, on_the_way: Path
) -> None:
    customer = a_customer(credit=LARGE)
    await desk.system.welcome(customer)
    await desk.system.open(customer)
    await desk.system.send(customer, messages.Submit(by=ANNA))
    link = link_of(customer)

    async with desk.customer(customer.account_id) as anna:
        await anna.get(f"{link}/application")
        wrong = {**APPLICATION, "employees": "many", "signed_by": ""}
        page = await anna.send(f"{link}/application/documents", **wrong)
        assert page.status == 422
        assert page.problem_at("employees") == "This is not a whole number."
        assert page.problem_at("signed_by") == "This is required."
        page = await anna.send(
            f"{link}/application/documents",
            **APPLICATION,
            files={"financial_statements": ("statements.pdf", pdf())},
        )

    assert "Your credit application has been sent in." in page.says
    received = (await desk.system.snapshot(customer)).credit.application
    assert received is not None
    assert received.financial_statements is not None
    assert received.application.annual_revenue == 12_500_000
