"""Records samples of what this release stores: `python -m tests.workflows.record_samples`.

What was recorded is never written over. Lives are lived again, since a history holds neither the
arguments of local activities nor answers to queries.
"""

import json
import logging
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from temporalio import activity
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    SignalWorkflowInput,
)
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker import Interceptor as WorkerInterceptor

from adapters.ledger.database import Database
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.requests.tables import request_lives, request_timeline
from adapters.ledger.tables import effects, outbox
from clients.access.client import AccessClient
from clients.accounts.records import AccountRecords
from domain.access import Role
from domain.invoices.invoice import invoice_id
from domain.notices import LetterState, NoticeKind
from domain.requests.messages import LetterDismissed, LetterNotDelivered
from domain.turns import WORKER
from engine.converter import DATA_CONVERTER
from engine.leaving import run_and_leave
from release import RELEASE
from tests.stored_types import places
from tests.temporal_server import temporal_server
from tests.workflows.billing import Billing, billing
from tests.workflows.customers import Customer, a_customer
from tests.workflows.payers import payment
from tests.workflows.record import EVERY_LIFE, PRESENT
from tests.workflows.samples import SAMPLES, Stored, as_stored, in_history, telling
from tests.workflows.steps import submitted
from tests.workflows.system import System, at_work, opened_system, settings_for

_FOLDER = SAMPLES / RELEASE

Found = defaultdict[str, list[Any]]


class Watching(Interceptor, WorkerInterceptor):
    """Keeps what goes into activities and signals, and what activities and queries answer."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Asking(next, self.found)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Working(next, self.found)


class _Asking(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, found: Found) -> None:
        super().__init__(next)
        self.found = found

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        answer = await super().query_workflow(input)
        for place in (each for each in places() if each.startswith("query.")):
            if place.split(".")[2] == input.query:
                self.found[place].append(as_stored(answer))
        return answer

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        for place in (each for each in places() if each.startswith("signal.")):
            if place.split(".")[2] == input.signal:
                self.found[place].extend(as_stored(each) for each in input.args)
        await super().signal_workflow(input)


class _Working(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, found: Found) -> None:
        super().__init__(next)
        self.found = found

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        name = activity.info().activity_type
        self.found[f"activity.{name}.argument"].extend(as_stored(each) for each in input.args)
        result = await super().execute_activity(input)
        self.found[f"activity.{name}.result"].append(as_stored(result))
        return result


async def letters_that_did_not_arrive(system: System) -> Customer:
    customer = a_customer()
    await submitted(system, customer)
    by, key, kind = WORKER, "a-letter", NoticeKind.SUBMITTED
    handle = system.handle(customer)
    state = LetterState.REFUSED
    await handle.signal(
        "letter_not_delivered", LetterNotDelivered(by=by, key=key, kind=kind, state=state)
    )
    dismissed = LetterDismissed(by=by, key=key, kind=kind, reason="They telephoned.")
    await handle.signal("letter_dismissed", dismissed)
    await handle.query("listing")
    return customer


async def money_and_access_under_keys(system: System) -> Billing:
    at = await billing(system)
    account = at.payer.account_id
    await system.invoices.pay_account(account, payment("5.00", "A-1"), "advance")
    await system.ledger.settle(at.payer.scope_id, key="settled")
    async with AccessClient.opened(system.settings) as access:
        roles, by = [Role.BILLING], "root"
        await access.add_person("vera", "three plain words", roles, None, by=by, key="person")
        await access.create_key("import", roles, None, by=by, key="key")
        day = timedelta(days=1)
        await access.create_link(account, "a@contoso.nl", by=by, lasts=day, key="link")
    unnumbered = at.payer.invoice("10.00").model_copy(update={"number": ""})
    issued = await system.invoices.issue(unnumbered, "olga", key="numbered")
    system.opened.append(invoice_id(issued.invoice))
    async with AccountRecords.opened(system.settings) as records:
        nobodys = a_customer().account
        await records.put(nobodys["id"], nobodys)
        await records.remove(nobodys["id"], "olga", key="deleted")
    return at


def _lacking() -> list[str]:
    """Places of which this release has no sample yet."""
    return sorted(place for place in places() if not (_FOLDER / f"{place}.json").exists())


async def record() -> int:
    if not _lacking():
        return 0
    logging.disable(logging.WARNING)
    found: Found = defaultdict(list)
    for file in sorted(PRESENT.glob("*.json")):
        _add(found, in_history(json.loads(file.read_text(encoding="utf-8"))))
    async with temporal_server() as temporal:
        watched = Client(
            temporal.service_client,
            namespace=temporal.namespace,
            data_converter=DATA_CONVERTER,
            interceptors=[Watching(found)],
        )
        for life in (letters_that_did_not_arrive, money_and_access_under_keys, *EVERY_LIFE):
            await _lived(life, watched, found)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for place in sorted(places().keys() & found.keys()):
        file = _FOLDER / f"{place}.json"
        if not file.exists():
            with file.open("x", encoding="utf-8") as opened:
                opened.write(json.dumps(telling(found[place]), indent=1) + "\n")
    lacking = _lacking()
    sys.stdout.writelines(f"no life stores anything at {place}\n" for place in lacking)
    return 1 if lacking else 0


def _add(found: Found, stored: Iterator[Stored]) -> None:
    for place, value in stored:
        found[place].append(value)


async def _lived(life: Any, temporal: Client, found: Found) -> None:
    sys.stdout.write(f"{datetime.now(UTC):%X} {life.__name__}\n")
    async with AsyncExitStack() as opened:
        home = Path(opened.enter_context(TemporaryDirectory()))
        system = await opened.enter_async_context(opened_system(temporal, settings_for(home)))
        await opened.enter_async_context(at_work(system))
        lived = await life(system)
        if isinstance(lived, Billing) and life in EVERY_LIFE:
            await lived.handle().query("standing")
        elif isinstance(lived, Customer):
            await system.snapshot(lived)
        database = await Database.open(system.settings.ledger_url)
        opened.push_async_callback(database.close)
        async with database.reading() as connection:
            for place, column in (
                ("ledger.outbox.notice", outbox.c.notice),
                ("ledger.invoices.policy", invoices.c.policy),
            ):
                found[place].extend((await connection.execute(select(column))).scalars())
            for place, column in (
                ("ledger.request_lives.life", request_lives.c.life),
                ("ledger.request_timeline.entry", request_timeline.c.entry),
            ):
                kept = (await connection.execute(select(column))).scalars()
                found[place].extend(json.loads(each) for each in kept)
            for row in await connection.execute(select(effects)):
                found[_effect(row.answer)].append(row.answer)


def _effect(answer: dict[str, Any]) -> str:
    """The place whose model has just these fields."""
    effects = {place: model for place, model in places().items() if place.startswith("effect.")}
    (place,) = (each for each, model in effects.items() if set(model.model_fields) == set(answer))
    return place


if __name__ == "__main__":
    run_and_leave(record)
