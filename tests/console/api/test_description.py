"""The API against its own description: schemathesis asks everything that the description allows,
and much that it does not, of a real server with a real ledger and engine behind it."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from markupsafe import escape
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from temporalio.client import Client

from application.ports.bank import EntryFilter
from console.api.description import described
from domain.access import Role
from tests.bank.camt_files import Booked, statement
from tests.console.api.office import Office, office_of
from tests.workflows.customers import LARGE, Customer, a_customer
from tests.workflows.payers import Payer, a_payer
from tests.workflows.steps import in_review, submitted
from tests.workflows.system import at_work, opened_system, settings_for

_EXAMPLES = {GenerationMode.POSITIVE: 10, GenerationMode.NEGATIVE: 6}
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_ENDLESS = {"follow_request"}
"""Answers that do not end: tried elsewhere."""

schema = schemathesis.openapi.from_dict(described())
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (cast(Any, each).ok() for each in schema.get_all_operations())
    if operation.definition.raw["operationId"] not in _ENDLESS
}


@dataclass(frozen=True)
class Known:
    """What there is to ask about: most questions are."""

    office: Office
    key: str
    parameters: dict[str, tuple[str, ...]]
    turn: Iterator[int]

    def about(self, case: "Case[Any]") -> None:
        for name, values in self.parameters.items():
            if name in case.path_parameters and (turn := next(self.turn)) % 4:
                case.path_parameters[name] = values[turn // 4 % len(values)]


@pytest.fixture(scope="module")
async def known(temporal: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Known]:
    """Requests that wait for different people, and invoices."""
    settings_here = settings_for(tmp_path_factory.mktemp("described"))
    async with opened_system(temporal, settings_here) as system, at_work(system):
        small = a_customer(scope={"outstanding": {"amount": "1.00", "currency": "EUR"}})
        large, documents = a_customer(credit=LARGE), a_customer(company__name="Contoso Holding")
        await submitted(system, small)
        await in_review(system, large)
        await submitted(system, documents)
        payer = a_payer()
        await system.ledger.import_accounts({"accounts": [payer.account]})
        for suffix in ("a/1", "b"):
            invoice = payer.invoice(number=payer.another(suffix))
            system.opened.append(f"invoice/{invoice.number}")
            await system.invoices.issue(invoice, "paula@provider.example")
        async with office_of(system) as office:
            key = await office.key(Role.ADMIN)
            entries = await _came_in(office)
            parameters = _parameters(small, large, documents, payer, entries)
            yield Known(office, key, parameters, itertools.count())
        await system.assert_healthy()


async def _came_in(office: Office) -> tuple[str, ...]:
    """Entries of a bank statement that wait: money, and money that the bank takes back."""
    file = statement(Booked("12.50", "thank you"), Booked("-3.00", "back", returned="AC04"))
    opened = [("statement.xml", io.BytesIO(file))]
    await office.services.bank.import_opened(opened, "paula@provider.example")
    listed = await office.services.bank.list(EntryFilter())
    return tuple(each.entry.transaction.id for each in listed)


def _parameters(
    small: Customer,
    large: Customer,
    documents: Customer,
    payer: Payer,
    entries: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    return {
        "scope": (small.scope_id, large.scope_id, documents.scope_id),
        "account": (small.account_id, payer.account_id),
        "number": (payer.another("a/1"), payer.another("b")),
        "document": ("doc-1",),
        "entry": entries,
    }


@pytest.mark.parametrize("mode", _EXAMPLES)
@pytest.mark.parametrize("name", OPERATIONS)
async def test_every_answer_is_as_it_is_described(
    known: Known, name: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[name]
    checks = [*_CHECKS]
    if mode is GenerationMode.NEGATIVE:
        checks.append(negative_data_rejection)

    @settings(
        max_examples=_EXAMPLES[mode],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: "Case[Any]") -> None:
        if mode is GenerationMode.POSITIVE:
            known.about(case)
        headers = {"Authorization": f"Bearer {known.key}"}
        case.call_and_validate(
            base_url=known.office.url, headers=headers, checks=checks, timeout=60
        )

    await asyncio.to_thread(ask)


def test_every_operation_says_what_it_does_and_what_it_may_answer() -> None:
    operations = [
        operation for path in described()["paths"].values() for operation in path.values()
    ]
    for name in ("operationId", "summary"):
        assert len({each[name] for each in operations}) == len(operations)
    for each in operations:
        assert each["summary"] and each["tags"] and each["security"]
        assert {"401", "403", "404", "413", "422", "429", "503"} <= each["responses"].keys()


async def test_the_description_of_the_api_is_for_all_who_are_signed_in(known: Known) -> None:
    program = await known.office.program(Role.AUDITOR)
    assert (await program.http.get("/api/openapi.json")).json() == described()
    page = await program.http.get("/api/docs")
    assert page.status_code == 200
    for operations in described()["paths"].values():
        for operation in operations.values():
            assert escape(operation["summary"]) in page.text


async def test_an_operation_says_the_fields_of_its_body(known: Known) -> None:
    page = (await (await known.office.program(Role.AUDITOR)).http.get("/api/docs")).text
    for taken in ("security_amount", "Idempotency-Key", "One of deposit, letter_of_credit."):
        assert taken in page
