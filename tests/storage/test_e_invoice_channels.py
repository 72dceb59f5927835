"""What every channel of e-invoices promises, a folder, a bucket and a gateway: each is there once,
whole, however often it is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from adapters.e_invoices.files import files_at
from adapters.e_invoices.gateway import Gateway
from adapters.mail.outcomes import Delayed
from adapters.papers.ubl import ubl
from application.papers.files import name_of
from application.ports.attached_papers import AttachedFile
from application.ports.e_invoices import EInvoice, EInvoiceChannel
from application.ports.papers import KeptPaper
from domain.papers.formats import PaperFormat
from domain.papers.policy import NumberSeries
from tests.ledger.samples import NOON
from tests.mail.mail_servers import free_port
from tests.papers.access_points import SECRET, AccessPoint, access_point
from tests.papers.building import paper
from tests.storage.conftest import BUCKET


def an_e_invoice(number: str) -> EInvoice:
    said = paper(number=number)
    kept = KeptPaper(said, number, "contoso", NumberSeries(prefix="CN-"), NOON)
    name = name_of(kept, PaperFormat.UBL)
    file = AttachedFile(name, "application/xml", ubl(said), said)
    return EInvoice(f"e-invoice/{number}", said, PaperFormat.UBL, file)


@dataclass
class Place:
    """Where e-invoices go."""

    channel: Callable[[], EInvoiceChannel]
    away: Callable[[], EInvoiceChannel]
    """To a place that is not there."""
    documents: Callable[[], list[bytes]]

    async def send(self, number: str) -> str | None:
        """Sends it by a channel of its own, as a worker does that was started anew."""
        return await _send(self.channel(), number)


async def _send(channel: EInvoiceChannel, number: str) -> str | None:
    try:
        return await channel.send(an_e_invoice(number))
    finally:
        await channel.aclose()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessPoint]:
    with access_point(tmp_path_factory.mktemp("gateway")) as point:
        yield point


def _of_folder(folder: Path) -> Place:
    return Place(
        lambda: files_at(folder.as_uri()),
        lambda: files_at(Path("/dev/null/e-invoices").as_uri()),
        lambda: [each.read_bytes() for each in folder.iterdir()],
    )


def _of_bucket(s3: str) -> Place:
    return Place(
        lambda: files_at(s3),
        lambda: files_at(s3.replace(BUCKET, "no-such-bucket")),
        lambda: list(in_bucket().values()),
    )


def _of_gateway(point: AccessPoint) -> Place:
    before = {each.name for each in point.folder.iterdir()}
    return Place(
        lambda: Gateway(point.url, [SECRET]),
        lambda: Gateway(f"http://127.0.0.1:{free_port()}", [SECRET]),
        lambda: [each.read_bytes() for each in point.documents() if each.name not in before],
    )


@pytest.fixture(params=["a folder", "a bucket", "a gateway"])
def place(request: pytest.FixtureRequest, folder: Path) -> Place:
    if request.param == "a folder":
        return _of_folder(folder)
    if request.param == "a bucket":
        return _of_bucket(request.getfixturevalue("s3"))
    return _of_gateway(request.getfixturevalue("gateway"))


def in_bucket() -> dict[str, bytes]:
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    found = [each["path"] for page in obstore.list(bucket) for each in page]
    return {path: bytes(obstore.get(bucket, path).bytes()) for path in found}


async def test_what_is_sent_again_after_a_lost_record_is_there_once_and_answered_alike(
    place: Place,
) -> None:
    answers = {await place.send("INV-1") for _ in range(2)}
    assert place.documents() == [an_e_invoice("INV-1").file.content]
    assert len(answers) == 1


async def test_numbers_that_no_file_may_have_do_not_meet(place: Place) -> None:
    numbers = ("2026/7", "2026-7", "2026 7")
    answers = {await place.send(number) for number in numbers}
    assert sorted(place.documents()) == sorted(an_e_invoice(each).file.content for each in numbers)
    assert len(answers) == 3


async def test_a_place_that_is_away_holds_them_up_and_loses_none(place: Place) -> None:
    with pytest.raises(Delayed, match=r"cannot be (written|reached)"):
        await _send(place.away(), "INV-2")
    await place.send("INV-2")
    assert place.documents() == [an_e_invoice("INV-2").file.content]


async def test_an_object_has_its_name_and_its_media_type(s3: str) -> None:
    name = await _of_bucket(s3).send("INV-1")
    assert name == an_e_invoice("INV-1").file_name
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    kept = await obstore.get_async(bucket, f"uploads/{name}")
    assert kept.attributes["Content-Type"] == "application/xml"


async def test_a_folder_has_whole_files_alone_by_their_names(folder: Path) -> None:
    name = await _of_folder(folder).send("INV-1")
    assert [each.name for each in folder.iterdir()] == [name]
