"""E-invoices as files of a folder or a bucket: each once, whole, under its number."""

from pathlib import Path

import obstore
import pytest
from obstore.store import S3Store

from adapters.e_invoices.files import files_at
from adapters.mail.outcomes import Halted
from adapters.papers.ubl import ubl
from application.papers.files import name_of
from application.ports.attached_papers import AttachedFile
from application.ports.e_invoices import EInvoice
from application.ports.papers import KeptPaper
from domain.papers.formats import PaperFormat
from domain.papers.policy import NumberSeries
from tests.ledger.samples import NOON
from tests.papers.building import paper
from tests.storage.conftest import BUCKET


def an_e_invoice(number: str = "INV-1") -> EInvoice:
    said = paper(number=number)
    series = NumberSeries(prefix="CN-")
    kept = KeptPaper(said, number, "contoso", series, NOON)
    name = name_of(kept, PaperFormat.UBL)
    file = AttachedFile(name, "application/xml", ubl(said), said)
    return EInvoice(f"e-invoice/{number}", said, PaperFormat.UBL, file)


def in_bucket() -> dict[str, bytes]:
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    found = [each["path"] for page in obstore.list(bucket) for each in page]
    return {path: bytes(obstore.get(bucket, path).bytes()) for path in found}


async def test_what_is_sent_again_after_a_lost_record_is_the_same_object(s3: str) -> None:
    sent = an_e_invoice()
    for _ in range(2):
        channel = files_at(s3)
        assert await channel.send(sent) == sent.file_name
        await channel.aclose()
    assert in_bucket() == {f"uploads/{sent.file_name}": sent.file.content}


async def test_an_object_has_its_media_type_and_numbers_with_a_slash_do_not_meet(s3: str) -> None:
    channel = files_at(s3)
    names = {await channel.send(an_e_invoice(number)) for number in ("2026/7", "2026-7", "2026 7")}
    assert {f"uploads/{name}" for name in names} == in_bucket().keys() and len(names) == 3
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    kept = await obstore.get_async(bucket, f"uploads/{await channel.send(an_e_invoice())}")
    assert kept.attributes["Content-Type"] == "application/xml"


async def test_a_bucket_that_is_not_there_holds_them_up_and_loses_none(s3: str) -> None:
    channel = files_at(s3.replace(BUCKET, "no-such-bucket"))
    with pytest.raises(Halted, match="the bucket of e-invoices cannot be written"):
        await channel.send(an_e_invoice())
    assert in_bucket() == {}


async def test_a_folder_has_whole_files_alone(folder: Path) -> None:
    channel = files_at(folder.as_uri())
    for _ in range(2):
        await channel.send(an_e_invoice())
    assert [each.read_bytes() for each in folder.iterdir()] == [an_e_invoice().file.content]
