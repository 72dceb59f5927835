"""Evidence in the console: a download on the page of a request and of an invoice."""

from clients.evidence import verify
from domain.access import Role
from tests.console.pages.office import Office
from tests.workflows.customers import a_customer
from tests.workflows.steps import submitted


async def test_an_auditor_downloads_the_evidence_of_a_request(office: Office) -> None:
    customer = a_customer()
    await submitted(office.system, customer)
    address = f"/requests/{customer.scope_id}"
    async with office.staff(Role.AUDITOR) as auditor:
        page = await auditor.get(address)
        assert page.root.all("a", href=f"{address}/evidence")
        answer = await auditor.answer(f"{address}/evidence")
        assert (answer.status_code, verify(answer.content).problems) == (200, ())
        assert "attachment" in answer.headers["content-disposition"]
    async with office.staff(Role.BILLING) as clerk:
        page = await clerk.get(address)
        assert not page.root.all("a", href=f"{address}/evidence")
        assert (await clerk.answer(f"{address}/evidence")).status_code == 403
