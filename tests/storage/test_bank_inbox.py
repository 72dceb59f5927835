"""The inbox of a bank's files: what lies in it is taken once it may be, and put away without
anything being lost."""

import json
import os
from pathlib import Path

import obstore
import pytest
from obstore.store import LocalStore, ObjectStore, S3Store

from adapters.bank.inbox import StatementInbox
from application.ports.bank_files import Destination
from domain.bank.profiles import CsvColumns, CsvProfile
from domain.errors import InvalidFile, ServiceUnreachable
from tests.bank.camt_files import Booked, statement
from tests.storage.conftest import BUCKET

DAY = statement(Booked("7.00", "thank you"))
TABLE = CsvProfile(
    columns=CsvColumns(booked_on="day", amount="amount"), account="NL91ABNA0417164300",
    currency="EUR",
)  # fmt: skip


@pytest.fixture(params=["folder", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return (tmp_path / "inbox").as_uri()
    return str(request.getfixturevalue("s3"))


@pytest.fixture
def there(url: str, tmp_path: Path) -> ObjectStore:
    """What a bank's program puts files into."""
    if url.startswith("s3"):
        return S3Store(BUCKET, prefix="uploads", client_options={"allow_http": True})
    (tmp_path / "inbox").mkdir()
    return LocalStore(tmp_path / "inbox")


def all_in(there: ObjectStore) -> list[str]:
    return sorted(each["path"] for some in obstore.list(there) for each in some)


async def test_what_programs_still_write_and_what_is_put_away_is_no_file_to_read(
    url: str, there: ObjectStore
) -> None:
    for name in (
        "b.xml", "a day #1 é%.sta", "our-bank/july.csv", "other/x.csv", "done/b.xml",
        "refused/b.xml", ".b.xml", "~b.xml", "b.xml.part", "b.XML.FILEPART", "Thumbs.db",
        "b.xml~",
    ):  # fmt: skip
        obstore.put(there, name, DAY)
    waiting = await StatementInbox(url).waiting(["our-bank", "done", "no-such-bank"])
    assert {each.name for each in waiting} == {"b.xml", "a day #1 é%.sta", "our-bank/july.csv"}
    assert {each.name: each.folder for each in waiting}["our-bank/july.csv"] == "our-bank"


async def test_a_file_is_read_from_a_copy_and_put_away_beside_those_of_its_name(
    url: str, there: ObjectStore
) -> None:
    inbox = StatementInbox(url)
    for _ in range(3):
        obstore.put(there, "day.xml", DAY)
        (waiting,) = await inbox.waiting([])
        async with inbox.files(waiting, None) as (file,):
            assert file.name == "day.xml"
            assert len(list(file.read())) == len(list(file.read())) == 3
        assert await inbox.move(waiting, Destination.DONE)
        assert await inbox.move(waiting, Destination.DONE) is None
        with pytest.raises(FileNotFoundError):
            async with inbox.files(waiting, None):
                pass
    names = all_in(there)
    assert len(names) == 3
    assert names[-1] == "done/day.xml"
    assert all(each.startswith("done/day.2") and each.endswith(".xml") for each in names[:-1])
    assert all(bytes(obstore.get(there, each).bytes()) == DAY for each in names)


async def test_a_file_that_changed_since_it_was_read_stays(url: str, there: ObjectStore) -> None:
    inbox = StatementInbox(url)
    obstore.put(there, "day.xml", DAY[:100])
    (before,) = await inbox.waiting([])
    obstore.put(there, "day.xml", DAY)
    (after,) = await inbox.waiting([])
    assert before.mark != after.mark
    assert await inbox.move(before, Destination.DONE) is None
    assert all_in(there) == ["day.xml"]


async def test_why_a_file_is_refused_lies_beside_it(url: str, there: ObjectStore) -> None:
    inbox = StatementInbox(url)
    obstore.put(there, "our-bank/july.csv", b"day,amount\n2026-07-01,much\n")
    (waiting,) = await inbox.waiting(["our-bank"])
    with pytest.raises(InvalidFile) as refused:
        async with inbox.files(waiting, TABLE) as (file,):
            list(file.read())
    assert refused.value.details["problems"][0]["code"] == "amount_invalid"
    assert await inbox.move(waiting, Destination.REFUSED, b'{"why": 1}') == (
        "refused/our-bank/july.csv"
    )
    assert all_in(there) == ["refused/our-bank/july.csv", "refused/our-bank/july.csv.why.json"]
    note = obstore.get(there, "refused/our-bank/july.csv.why.json").bytes()
    assert json.loads(bytes(note)) == {"why": 1}


async def test_only_files_of_a_folder_are_read_and_one_of_somebody_elses_is_an_outage(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "inbox"
    inbox = StatementInbox(folder.as_uri())
    assert await inbox.waiting([]) == []
    (tmp_path / "secret").write_bytes(DAY)
    (folder / "link.xml").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe.xml")
    assert await inbox.waiting([]) == []
    (folder / "day.xml").write_bytes(DAY)
    (waiting,) = await inbox.waiting([])
    (folder / "done").write_text("in the way")
    with pytest.raises(ServiceUnreachable):
        await inbox.move(waiting, Destination.DONE)
    assert (folder / "day.xml").read_bytes() == DAY


async def test_a_bucket_that_does_not_exist_is_an_outage(s3: str) -> None:
    with pytest.raises(ServiceUnreachable):
        await StatementInbox(s3.replace(BUCKET, "no-such-bucket")).waiting([])


def test_an_inbox_is_a_folder_or_a_bucket() -> None:
    for url in ("https://bank.example/inbox", "s3:///inbox", "file://elsewhere/inbox"):
        with pytest.raises(ValueError, match="file:///"):
            StatementInbox(url)
