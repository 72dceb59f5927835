"""A key is good for one question: equal ones are the same, however they are written, and each value
that differs makes another one."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from pydantic import BaseModel

from adapters.ledger.database import Database
from adapters.ledger.idempotency_keys import UsedKeys
from adapters.ledger.questions import as_meant, question_of
from adapters.ledger.tables import used_keys
from application.accounts import operations as accounts
from domain.errors import EffectMismatch, NothingToApply
from domain.invoices import messages as about_invoices
from domain.invoices import operations as invoices
from domain.operations.messages import Message
from domain.people.through import Channel, Through
from domain.requests import operations as requests
from domain.requests.messages import ApproveCredit, EditDraft, ExtendDeadline
from tests.domain.building import a_draft
from tests.ledger.samples import euros
from tests.workflows.samples import SAMPLES

EVERY_OPERATION: dict[str, type[Message]] = {
    **{f"PayByInvoiceRequest.{each.name}": each.message for each in requests.OPERATIONS},
    **{f"InvoiceTerms.{each.name}": each.message for each in invoices.OPERATIONS},
    "InvoiceTerms.issue": about_invoices.IssueInvoice,
}
OF_ACCOUNTS = [
    about_invoices.RefundCredit(by="p", amount=euros("5.00"), bank_reference="R-1"),
    about_invoices.ReversePayment(by="p", amount=euros("5.00"), bank_reference="R-1", reason="No"),
]


def said(name: str, message: type[Message]) -> list[Message]:
    """Messages of this kind as the releases have stored them."""
    stored = SAMPLES.glob(f"*/update.{name}.argument.json")
    values = [value for each in stored for value in json.loads(each.read_text())]
    return [message.model_validate(value) for value in values]


MESSAGES = [
    *(each for name, kind in EVERY_OPERATION.items() for each in said(name, kind)),
    *OF_ACCOUNTS,
]
BODIES: list[Any] = [*MESSAGES, a_draft(), [MESSAGES[0], "30", None], {"confirmed": True, "n": 1}]
each_body = pytest.mark.parametrize("body", BODIES, ids=lambda each: type(each).__name__)


def test_there_is_a_message_of_every_operation() -> None:
    kinds = {type(each) for each in MESSAGES}
    assert kinds >= set(EVERY_OPERATION.values())
    assert kinds >= {each.message for each in accounts.OPERATIONS}


def meant(body: Any, by: str = "anna", operation: str = "edit", target: str = "A") -> str:
    return question_of(by, operation, target, body).meant


@each_body
def test_who_asks_for_what_of_what_is_part_of_it(body: Any) -> None:
    one = meant(body)
    assert one != meant(body, by="ben")
    assert one != meant(body, operation="submit")
    assert one != meant(body, target="B")


@each_body
def test_it_is_the_same_when_it_is_read_anew_and_its_fields_come_in_another_order(
    body: Any,
) -> None:
    again = type(body).model_validate(turned(body.model_dump())) if is_message(body) else body
    assert meant(again) == meant(body) == meant(body if is_message(body) else turned(body))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: type(each).__name__)
def test_how_the_caller_came_in_is_no_part_of_it(message: Message) -> None:
    through = Through(door=Channel.LINK, id="L-1")
    assert meant(message.model_copy(update={"through": through})) == meant(message)


@each_body
def test_each_other_value_makes_it_another_question(body: Any) -> None:
    others = list(changed(body))
    questions = {as_meant(other) for other in others}
    assert as_meant(body) not in questions
    assert len(questions) == len(others)


DRAFT = {"cores": 1, "name": "Contoso", "scope": {"id": "sub-1", "kind": "subscription"}}
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EditDraft(by="a", draft=DRAFT), EditDraft(by="a", draft=dict(reversed(DRAFT.items())))),
        (
            ApproveCredit(by="a", limit=Decimal("40000")),
            ApproveCredit(by="a", limit=Decimal("40000.00")),
        ),
        (
            ExtendDeadline(by="a", until=NOON),
            ExtendDeadline(by="a", until=NOON.astimezone(timezone(timedelta(hours=2)))),
        ),
        ({"roles": {"a", "b", "c"}}, {"roles": frozenset("cba")}),
        ({"day": date(2026, 12, 1)}, {"day": "2026-12-01"}),
    ],
    ids=["fields", "amounts", "moments", "sets", "days"],
)
def test_the_same_in_another_way_of_writing_is_the_same(one: Any, other: Any) -> None:
    assert meant(one) == meant(other)


async def test_a_form_in_another_order_is_answered_under_its_key(database: Database) -> None:
    keys = UsedKeys(database)
    asked = {"by": "anna", "operation": "open", "target": "pay-by-invoice/sub-1"}
    async with keys.once("K", **asked, body=DRAFT) as first:
        pass
    async with keys.once("K", **asked, body=turned(DRAFT)) as second:
        assert (second.id, second.done) == (first.id, True)
    with pytest.raises(EffectMismatch):
        async with keys.once("K", **asked, body={**DRAFT, "cores": 2}):
            pytest.fail("it was let through")


async def test_a_key_that_a_release_before_took_again_is_good_for_what_it_took(
    database: Database,
) -> None:
    """That release knows nothing of what `meaning` holds, and leaves it as it is."""
    keys = UsedKeys(database)
    asked = {"by": "anna", "operation": "open", "target": "pay-by-invoice/sub-1"}
    now = question_of(**asked, body={**DRAFT, "cores": 2}).written
    async with keys.once("K", **asked, body=DRAFT):
        pass
    async with database.writing() as connection:
        await connection.execute(used_keys.update().values(asked=now))

    with pytest.raises(EffectMismatch):
        async with keys.once("K", **asked, body=DRAFT):
            pytest.fail("it was let through")
    async with keys.once("K", **asked, body={**DRAFT, "cores": 2}):
        pass


async def test_what_was_refused_in_another_order_frees_the_key(database: Database) -> None:
    keys = UsedKeys(database)
    asked = {"by": "anna", "operation": "open", "target": "pay-by-invoice/sub-1"}
    with pytest.raises(NothingToApply):
        async with keys.once("K", **asked, body=DRAFT):
            raise NothingToApply("There is nothing.")
    async with keys.once("K", **asked, body={**DRAFT, "cores": 2}) as claim:
        assert not claim.done


def is_message(value: Any) -> bool:
    return isinstance(value, BaseModel)


def turned(value: Any) -> Any:
    """With the fields of each mapping in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(each) for name, each in reversed(value.items())}
    return [turned(each) for each in value] if isinstance(value, list) else value


def changed(value: Any) -> Iterator[Any]:
    """The same with one value within it changed, one after the other."""
    match value:
        case BaseModel():
            for name, held in value:
                if name not in {"by", "through"}:
                    for other in changed(held):
                        yield value.model_copy(update={name: other})
        case dict():
            for name, held in value.items():
                for other in changed(held):
                    yield {**value, name: other}
            yield {**value, "more": 1}
        case list() | tuple():
            for place, held in enumerate(value):
                for other in changed(held):
                    yield [*value[:place], other, *value[place + 1 :]]
            yield [*value, "more"]
        case Enum():
            yield from (each for each in type(value) if each is not value)
        case bool():
            yield not value
        case None:
            yield "something"
        case str():
            yield f"{value}."
        case date():
            yield value + timedelta(days=1)
        case _:
            yield value + 1
