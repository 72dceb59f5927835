import os
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from adapters.mail.eml_folder import EmlFolder, file_name
from adapters.mail.letters import write_letter
from adapters.mail.message import compose
from adapters.mail.outcomes import Delayed
from domain.notices import NoticeKind
from engine.wiring.mail_transport import open_transport
from settings import Settings
from tests.chaos.disks import disk_of
from tests.mail.conftest import Office
from tests.mail.flaky_outbox import Away, FlakyOutbox
from tests.mail.mail_servers import parsed, text_of
from tests.mail.notices import AT, SENDER, full_notice, notice


async def test_without_a_mail_server_every_notice_becomes_a_file(
    office: Office, tmp_path: Path
) -> None:
    transport = open_transport(Settings(home=tmp_path))
    await office.put(full_notice(NoticeKind.SWITCHED, language="nl"))

    assert await office.mailer(transport).deliver_due() == 1

    (file,) = (tmp_path / "outbox").iterdir()
    message = parsed(file.read_bytes())
    assert str(message["From"]) == "Billing <billing@provider.example>"
    assert str(message["To"]) == "Anna de Vries <anna@contoso.nl>"
    assert message["Subject"] == "Contoso B.V. betaalt nu op factuur"
    assert parsedate_to_datetime(message["Date"]) == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nl"
    assert message["Message-ID"].endswith("@provider.example>")
    assert "kredietlimiet van € 8.000,00" in text_of(message).replace("\n", " ")


async def test_a_team_gets_its_notice_at_the_address_of_the_settings(
    office: Office, tmp_path: Path
) -> None:
    await office.put(notice(NoticeKind.TEAM_DOCUMENTS_TO_REVIEW))
    await office.mailer(EmlFolder(tmp_path / "outbox")).deliver_due()

    (file,) = (tmp_path / "outbox").iterdir()
    assert str(parsed(file.read_bytes())["To"]) == "legal@provider.example"


async def test_written_again_it_is_the_same_file(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    await office.put(notice())
    lost = FlakyOutbox(office.database, "sent")
    with pytest.raises(Away):
        await office.mailer(EmlFolder(folder), lost).deliver_due()
    (file,) = folder.iterdir()
    before = file.read_bytes()

    office.clock.advance(timedelta(hours=1))
    assert await office.mailer(EmlFolder(folder)).deliver_due() == 1

    assert list(folder.iterdir()) == [file]
    assert file.read_bytes() == before
    assert await office.states() == ["sent"]


async def test_a_folder_that_cannot_be_written_delays_the_mail(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "outbox"
    folder.write_text("a file where the folder should be")
    await office.put(notice())
    mailer = office.mailer(EmlFolder(folder))
    assert await mailer.deliver_due() == 0

    folder.unlink()
    office.clock.advance(timedelta(hours=1))
    assert await mailer.deliver_due() == 1
    assert len(list(folder.iterdir())) == 1


async def test_a_full_disk_is_named_as_the_reason_of_the_delay(tmp_path: Path) -> None:
    given = notice()
    mail = compose(given, write_letter(given), SENDER, "anna@contoso.nl", AT)

    async def handing_over() -> None:
        pass

    with disk_of(tmp_path, lambda: [os.getpid()], mount=False) as disk:
        disk.fill()
        try:
            with pytest.raises(Delayed, match="its disk is full"):
                await EmlFolder(tmp_path / "outbox").send(mail, handing_over)
        finally:
            disk.free()
    assert not list((tmp_path / "outbox").glob("*.eml"))


def test_file_names_sort_by_time_and_are_safe_and_distinct() -> None:
    early, late = notice(number=2), notice(number=1, at=AT.replace(hour=10))
    elsewhere = notice(key="another key", request="../../etc/passwd ")

    assert file_name(early).startswith("20261031T090000000Z_approved_sub-contoso-1_")
    assert file_name(early) < file_name(late)
    assert file_name(early) != file_name(notice(number=3))
    assert "/" not in file_name(elsewhere)
    assert " " not in file_name(elsewhere)


def test_the_file_names_of_two_invoices_name_all_of_their_numbers() -> None:
    first, second = (
        file_name(notice(NoticeKind.INVOICE_ISSUED, request=f"invoice/{year}/0001"))
        for year in (2026, 2027)
    )

    assert first.startswith("20261031T090000000Z_invoice_issued_2026-0001_")
    assert second.startswith("20261031T090000000Z_invoice_issued_2027-0001_")
    assert "_approved_sub-1_" in file_name(notice(request="sub-1"))
