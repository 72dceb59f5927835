"""A process asks the ledger for a key once, however many tasks and requests it seals and opens."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from temporalio.client import Client

from domain.requests import messages
from domain.requests.lifecycle import State
from engine.connection import connect
from engine.workers import worker_application
from tests.ledger.test_sealed_columns import statements_about
from tests.sealing.conftest import MASTER, Codec
from tests.sealing.test_codec import ADATUM, CLEAR, REQUEST, opened, sealed
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.system import opened_system, settings_for

REQUESTS = 20


def look_ups(statements: Iterable[str]) -> int:
    """Of keys that seal: without the question, every two seconds, how many were destroyed."""
    asked = [each for each in statements if "data_keys.wrapped" in each]
    return sum(each.startswith("SELECT") for each in asked) - for_digests(asked)


def for_digests(statements: Iterable[str]) -> int:
    """Of the key of digests, the first one of the namespace."""
    return sum("ORDER BY data_keys.number\n" in each for each in statements)


async def test_what_is_opened_and_answered_needs_one_look_up_for_each_account(
    codec: Codec,
) -> None:
    said = {each: await sealed(codec(), each) for each in (ADATUM, f"{ADATUM[:-1]}2", REQUEST)}
    worker = codec()
    with statements_about("data_keys") as asked:
        for _ in range(3):
            for each, payload in said.items():
                assert await opened(worker, payload, each) == CLEAR
                await sealed(worker, each)
    assert look_ups(asked) == 2


def customers_of_one_account() -> list[Customer]:
    first, *others = [a_customer() for _ in range(REQUESTS)]
    scopes = [scope for each in (first, *others) for scope in each.account["scopes"]]
    account = {**first.account, "scopes": scopes}
    drafts = [{**each.draft, "commerce_account_id": account["id"]} for each in (first, *others)]
    return [Customer(account, draft) for draft in drafts]


async def test_twenty_requests_of_one_account_need_no_more_look_ups_than_one(
    temporal: Client, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, master_key=MASTER)

    async def another() -> Client:
        return await connect(settings, address=temporal.service_client.config.target_host)

    first, *others = customers_of_one_account()
    async with opened_system(await another(), settings) as system:
        await system.welcome(first)
        with statements_about("data_keys") as asked:
            async with worker_application(await another(), settings):
                await system.open(first)
                approved = await system.send(first, messages.Submit(by=ANNA))
                assert approved.state is State.APPROVED
                await asyncio.gather(*(system.open(each) for each in others))
        # The client's payloads, the worker's, what its ledger stores; and the namespace's own key.
        assert look_ups(asked) <= 4
        assert for_digests(asked) <= 1

        with statements_about("data_keys") as asked:
            async with worker_application(await another(), settings):
                for each in (first, *others[:2]):
                    await system.snapshot(each)
        # Another worker's payloads, and letters that its ledger has queued.
        assert 1 <= look_ups(asked) <= 2
