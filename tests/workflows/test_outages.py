"""What the system needs is away for a while: requests wait, say so, and go on by themselves."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from psycopg import AsyncConnection
from pydantic import SecretStr
from sqlalchemy import make_url
from temporalio.client import Client
from temporalio.worker import Worker

from application.ports.letters import DeliveryState
from domain.errors import ServiceBusy, ServiceUnreachable
from domain.forms.documents import DocumentKind
from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from engine.sandbox import workflow_runner
from tests.mail.mail_servers import Mailbox, free_port, mail_server
from tests.waiting import eventually
from tests.workflows import other_workflows
from tests.workflows.customers import ANNA, CARL, LARGE, SIMILAR_NAME, a_customer
from tests.workflows.outage import ledger_held, storage_away, waits_for
from tests.workflows.steps import CERTIFICATE, SWITCH, in_review, submitted
from tests.workflows.system import System, at_work, opened_system, settings_for
from tests.workflows.wire import Wire


async def test_a_request_submitted_while_the_ledger_is_away_is_assessed_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    customer = a_customer()
    await remote_system.welcome(customer)
    await remote_system.open(customer)
    await wire.cut()
    accepted = await remote_system.send(customer, messages.Submit(by=ANNA))
    assert (accepted.state, accepted.waiting_on.for_) == (State.SUBMITTED, "the automatic checks")
    await waits_for(remote_system, customer, "assess")

    await wire.mend()

    async def approved() -> bool:
        return (await remote_system.snapshot(customer)).state is State.APPROVED

    await eventually("the request is approved by itself", approved)
    await remote_system.was_notified(customer, [NoticeKind.APPROVED])


async def test_who_applies_again_while_the_end_is_being_recorded_is_asked_to_wait(
    system: System,
) -> None:
    """It takes as long as a step is tried before its answer waits for it no more."""
    customer = a_customer()
    await system.welcome(customer)
    await system.open(customer)
    with ledger_held(system):
        await system.send(customer, messages.Withdraw(by=ANNA, reason="We stay with the card."))
        with pytest.raises(ServiceBusy):
            await system.open(customer)


async def test_a_switch_made_while_the_ledger_is_away_is_made_once_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    customer = a_customer()
    await submitted(remote_system, customer)
    await wire.cut()
    asked = asyncio.create_task(remote_system.send(customer, SWITCH))
    await waits_for(remote_system, customer, "switch_payment_method")
    assert (await remote_system.snapshot(customer)).state is State.APPROVED

    await wire.mend()
    assert (await asked).state is State.SWITCHED
    assert len(await remote_system.switches(customer)) == 1
    await remote_system.end_of(customer)


async def test_a_switch_over_a_network_that_hangs_is_made_once(
    remote_system: System, wire: Wire
) -> None:
    """It takes as long as an activity waits for a connection that hangs."""
    customer = a_customer()
    await submitted(remote_system, customer)
    wire.stall()
    asked = asyncio.create_task(remote_system.send(customer, SWITCH))
    await waits_for(remote_system, customer, "switch_payment_method")
    await wire.mend()
    assert (await asked).state is State.SWITCHED
    assert len(await remote_system.switches(customer)) == 1


async def test_a_decision_taken_while_the_ledger_is_away_stands_when_it_is_back(
    remote_system: System, wire: Wire
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(remote_system, customer)
    await wire.cut()
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    decided = await remote_system.send(customer, approve)
    assert decided.credit.decision is not None
    await waits_for(remote_system, customer, "assess")
    await wire.mend()

    async def approved() -> bool:
        return (await remote_system.snapshot(customer)).state is State.APPROVED

    async def notified() -> bool:
        return NoticeKind.APPROVED in await remote_system.notices(customer)

    await eventually("the decision stands", approved)
    await eventually("the customer is told", notified)
    assert (await remote_system.notices(customer))[NoticeKind.APPROVED] == 1


async def test_a_statement_that_fails_writes_nothing_personal_into_the_logs(
    remote_system: System, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(remote_system, customer)
    withdraw = messages.Withdraw(by=ANNA, reason="We changed our minds.")
    directly = make_url(remote_system.settings.ledger_url).set(port=wire.to_port)
    database = directly.render_as_string(hide_password=False)
    async with await AsyncConnection.connect(database) as locking:
        await locking.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
        asked = asyncio.create_task(remote_system.send(customer, withdraw))
        await eventually("the notice is being written", lambda: _ended_by_force(database))
    await asked
    await remote_system.end_of(customer)
    failed = [record for record in caplog.records if record.name == "temporalio.activity"]
    assert failed
    assert "The ledger's database does not answer" in caplog.text
    assert "INSERT INTO" not in caplog.text
    assert ANNA not in caplog.text


async def _ended_by_force(database: str) -> bool:
    """Ends the session that waits to write into the outbox; whether there was one."""
    async with await AsyncConnection.connect(database) as looking:
        ended = await looking.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO outbox%'"
        )
        return bool(await ended.fetchall())


async def test_a_document_sent_while_the_storage_is_away_is_taken_when_it_is_back(
    system: System,
) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    stored = await system.requests.upload(customer.request, CERTIFICATE)
    add = messages.AddDocument(
        by=ANNA, kind=DocumentKind.CERTIFICATE_OF_INCORPORATION, stored=stored
    )
    with storage_away(system):
        asked = asyncio.create_task(system.send(customer, add))
        await waits_for(system, customer, "inspect")
    assert [document.id for document in (await asked).documents.received] == ["doc-1"]


async def test_a_mail_server_that_is_down_delays_mail_and_nothing_else(
    temporal: Client, tmp_path: Path
) -> None:
    port = free_port()
    settings = settings_for(tmp_path, smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"))
    async with opened_system(temporal, settings) as system, at_work(system):
        customer = a_customer()
        await submitted(system, customer)
        await system.pass_days(customer, 1)
        assert (await system.send(customer, SWITCH)).state is State.SWITCHED
        await system.end_of(customer)
        kinds = [NoticeKind.APPROVED, NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED]
        await system.was_notified(customer, kinds)
        entries = await system.ledger.mails(customer.request)
        assert DeliveryState.SENT not in {entry.state for entry in entries}

        async def all_sent() -> bool:
            sent = [mail.state for mail in await system.ledger.mails(customer.request)]
            return set(sent) == {DeliveryState.SENT}

        mailbox = Mailbox()
        async with mail_server(mailbox, port):
            await eventually("the mails have gone out", all_sent)
        assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(mailbox.mails) == 3
        await system.assert_healthy()


async def test_a_history_that_no_worker_here_can_read_is_said_in_a_sentence(
    temporal: Client, tmp_path: Path
) -> None:
    async with opened_system(temporal, settings_for(tmp_path)) as system:
        customer = a_customer()
        async with at_work(system):
            await submitted(system, customer)
            await system.send(customer, SWITCH)
            await system.end_of(customer)
        async with Worker(
            temporal,
            task_queue=system.settings.task_queue,
            workflows=[other_workflows.Impostor],
            workflow_runner=workflow_runner(),
        ):
            with pytest.raises(ServiceUnreachable, match="another version of this software"):
                await system.snapshot(customer)
        async with at_work(system):
            assert (await system.snapshot(customer)).state is State.SWITCHED
