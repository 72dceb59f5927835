"""A worker that is asked to end does so in time and with status 0, whatever it waits for."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from temporalio.client import Client

from tests import forks
from tests.mail.mail_servers import Mailbox, mail_server
from tests.waiting import eventually
from tests.workflows.customers import a_customer
from tests.workflows.steps import submitted
from tests.workflows.system import opened_system, settings_for


async def test_a_mail_server_that_never_answers_to_a_message_is_not_waited_for(
    temporal: Client, tmp_path: Path
) -> None:
    """Takes as long as a worker process takes to start."""
    reached = asyncio.Event()
    mailbox = Mailbox(answers=["nothing"], before_accepting=reached.set)
    settings, customer = settings_for(tmp_path), a_customer()
    async with mail_server(mailbox) as port, opened_system(temporal, settings) as system:
        worker = await forks.start(
            "worker.py",
            {
                **os.environ,
                "PAYBYINVOICE_HOME": str(settings.home),
                "PAYBYINVOICE_TASK_QUEUE": settings.task_queue,
                "PAYBYINVOICE_SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=never",
                "PAYBYINVOICE_SHUTDOWN_GRACE_SECONDS": "1",
                "TEMPORAL_ADDRESS": temporal.service_client.config.target_host,
            },
        )
        try:
            await submitted(system, customer)
            await asyncio.wait_for(reached.wait(), 30)
            worker.terminate()
            assert await asyncio.wait_for(worker.wait(), 20) == 0
        finally:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()

        async def unconfirmed() -> bool:
            return "unconfirmed" in {
                each.state for each in await system.ledger.mails(customer.request)
            }

        await eventually("the letter is unconfirmed, for somebody to look at", unconfirmed)
