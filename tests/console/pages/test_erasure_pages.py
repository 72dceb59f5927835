"""Personal data in the console: what would go, who may have it erased, and its file."""

import io
import zipfile

from domain.access import Role
from tests.console.pages.office import Office
from tests.workflows.payers import a_payer


async def test_an_administrator_hands_personal_data_over_and_has_it_erased(office: Office) -> None:
    payer = a_payer()
    await office.system.ledger.import_accounts({"accounts": [payer.account]})
    account = f"/accounts/{payer.account_id}"
    address = f"{account}/erasure"
    async with office.staff(Role.BILLING) as clerk:
        assert not (await clerk.get(account)).root.all("a", href=address)
        assert (await clerk.answer(address)).status_code == 403
    async with office.staff(Role.AUDITOR) as auditor:
        page = await auditor.get(address)
        assert "What stays" in page.says
        assert not page.root.all("form", action=address)
        assert (await auditor.answer(f"{account}/export")).status_code == 403
    async with office.staff(Role.ADMIN, "olga@provider.example") as admin:
        assert (await admin.get(account)).root.all("a", href=address)
        answer = await admin.answer(f"{account}/export")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert payer.account_id in archive.read("export.json").decode()
        assert answer.headers["cache-control"] == "no-store"
        await admin.get(address)
        page = await admin.decide(address, reason="They asked for it.")
        assert "say that you know" in page.says
        page = await admin.decide(address, reason="They asked for it.", understood="yes")
        assert "erased" in page.says
        assert not page.root.all("form", action=address)
        listed = await admin.get("/erasures")
        assert "They asked for it." in listed.says
        assert (await admin.answer(account)).status_code == 410
