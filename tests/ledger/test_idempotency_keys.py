"""A key is good for one thing by one caller."""

import asyncio
from typing import Any

import pytest

from adapters.ledger.database import Database
from adapters.ledger.idempotency_keys import UsedKeys
from domain.errors import EffectMismatch, NothingToApply, ServiceUnreachable
from domain.invoices.messages import WriteOff
from domain.people.through import Channel, Through

ASKED: dict[str, Any] = {
    "by": "paula",
    "operation": "write_off",
    "target": "invoice/A-1",
    "body": WriteOff(by="paula", reason="gone"),
}
OTHER_THINGS: list[dict[str, Any]] = [
    {"by": "anna"},
    {"by": "PAULA"},
    {"operation": "credit"},
    {"target": "invoice/A-2"},
    {"body": WriteOff(by="paula", reason="lost")},
    {"body": {}},
    {"operation": "write_offinvoice/A-1", "target": ""},
]


@pytest.fixture
def keys(database: Database) -> UsedKeys:
    return UsedKeys(database)


async def test_the_very_same_is_asked_again_under_the_same_id(keys: UsedKeys) -> None:
    async with keys.once("K", **ASKED) as first:
        pass
    async with keys.once("K", **ASKED) as second:
        pass

    assert first.id == second.id
    assert (first.done, second.done) == (False, True)


async def test_who_comes_in_anew_is_the_same_caller(keys: UsedKeys) -> None:
    command = ASKED["body"]
    through = command.model_copy(update={"through": Through(door=Channel.LINK, id="L-1")})
    async with keys.once("K", **ASKED) as first:
        pass
    async with keys.once("K", **{**ASKED, "body": through}) as second:
        assert second.id == first.id


@pytest.mark.parametrize("other", OTHER_THINGS, ids=str)
@pytest.mark.parametrize("ended", ["done", "unanswered"])
async def test_anything_else_under_a_used_key_is_refused(
    keys: UsedKeys, other: dict[str, Any], ended: str
) -> None:
    if ended == "done":
        async with keys.once("K", **ASKED):
            pass
    else:
        with pytest.raises(ServiceUnreachable):
            async with keys.once("K", **ASKED):
                raise ServiceUnreachable("No answer.")

    with pytest.raises(EffectMismatch):
        async with keys.once("K", **{**ASKED, **other}):
            pytest.fail("it was let through")


async def test_another_key_is_another_time(keys: UsedKeys) -> None:
    ids = set()
    for key in ("K", "k", "K ", None, None):
        async with keys.once(key, **ASKED) as claim:
            ids.add(claim.id)
    assert len(ids) == 5


async def test_what_was_refused_may_be_tried_again_or_something_else_may(keys: UsedKeys) -> None:
    ids = []
    for _ in range(2):
        with pytest.raises(NothingToApply):
            async with keys.once("K", **ASKED) as claim:
                ids.append(claim.id)
                raise NothingToApply("There is nothing.")
    async with keys.once("K", **{**ASKED, "target": "invoice/A-2"}) as claim:
        ids.append(claim.id)

    assert len(set(ids)) == 3  # no attempt is answered with what an earlier one was refused for
    with pytest.raises(EffectMismatch):
        async with keys.once("K", **ASKED):
            pytest.fail("it was let through")


async def test_what_was_done_stays_done_though_it_is_refused_when_asked_again(
    keys: UsedKeys,
) -> None:
    async with keys.once("K", **ASKED) as first:
        pass
    with pytest.raises(NothingToApply):
        async with keys.once("K", **ASKED):
            raise NothingToApply("There is nothing.")
    async with keys.once("K", **ASKED) as again:
        assert again == first.__class__(first.id, done=True)


async def test_of_two_that_take_a_key_at_once_for_two_things_one_has_it(keys: UsedKeys) -> None:
    async def ask(number: int) -> str:
        async with keys.once("K", **{**ASKED, "target": f"invoice/A-{number % 2}"}) as claim:
            await asyncio.sleep(0)
            return claim.id

    answers = await asyncio.gather(*(ask(number) for number in range(10)), return_exceptions=True)

    ids = {each for each in answers if isinstance(each, str)}
    refused = [each for each in answers if isinstance(each, EffectMismatch)]
    assert (len(ids), len(refused)) == (1, 5)
