"""A check of clocks by a person holds the files of requests against the storage, too."""

from clients.clocks import ClockClient
from domain.clocks import Trouble
from domain.forms.documents import DocumentKind
from tests.workflows.clocks import checked, comes_to_rest
from tests.workflows.customers import SIMILAR_NAME, a_customer
from tests.workflows.outage import storage_away
from tests.workflows.steps import add_document, submitted
from tests.workflows.system import System


async def test_a_request_that_misses_a_file_is_a_task_until_somebody_has_seen_to_it(
    system: System,
) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    await add_document(system, customer, DocumentKind.CERTIFICATE_OF_INCORPORATION)
    await comes_to_rest(system)
    with storage_away(system):
        unanswered = await checked(system, thorough=True, mend=True)
    assert (unanswered.findings, unanswered.storage_answered) == ((), False)
    for file in (system.settings.home / "documents" / customer.scope_id).iterdir():
        file.unlink()

    async with ClockClient.opened(system.settings, system.temporal) as client:
        (missing,) = (await client.check("olga")).tasks
        assert (missing.about, missing.codes) == (customer.request, ("doc-1",))
        assert (await checked(system)).findings == (), "an ordinary check does not look"
        assert (await client.troubles())[Trouble.FILES_MISSING] == 1
        await client.seen(customer.request, "olga")
        report = await client.check("olga")
    assert report.tasks == ()
    assert [(each.about, each.codes) for each in report.seen] == [(customer.request, ("doc-1",))]
