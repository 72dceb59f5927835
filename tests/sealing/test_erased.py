"""Who asks about a closed request whose account was erased gets a sentence."""

from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.ledger.database import opened_ledger
from adapters.ledger.keyring import LedgerKeyring, opening
from adapters.ledger.owners import account_of_scope
from adapters.sealing.master_keys import master_key
from application.ports.sealing import account_owner
from domain.errors import KeyDestroyed
from engine.connection import connect
from tests.sealing.conftest import MASTER
from tests.waiting import eventually
from tests.workflows.lives import rejected_by_a_rule
from tests.workflows.system import at_work, opened_system, settings_for


async def test_a_closed_request_answers_that_it_was_erased(
    temporal: Client, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, master_key=MASTER)
    client = await connect(settings, address=temporal.service_client.config.target_host)
    async with opened_system(client, settings) as system, at_work(system):
        customer = await rejected_by_a_rule(system)
        await system.end_of(customer)
        async with opened_ledger(settings.ledger_url) as database, database.reading() as reading:
            account = await account_of_scope(reading, customer.scope_id)
        assert account is not None
        ring = LedgerKeyring(opening(settings.ledger_url), [master_key(MASTER)])
        await ring.destroy(account_owner(account))

        async def erased() -> bool:
            try:
                await system.requests.snapshot(customer.request)
            except KeyDestroyed as said:
                return said.reason == KeyDestroyed.SENTENCE
            return False

        assert await eventually("its caches have honoured it", erased, seconds=6)
        with pytest.raises(KeyDestroyed):
            await system.requests.snapshot(customer.request)
