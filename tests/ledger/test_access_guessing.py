"""Guessing passwords: it is stopped, reveals nothing, and stops nobody else."""

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher

from adapters.credentials import passwords
from clients.access import AccessClient
from domain.errors import NotSignedIn, TooManyAttempts
from domain.signing_in import attempts
from tests.ledger.signing_in import HERE, LIMITS, PASSWORD, Clock, add, signed_in


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one client and what all of them may get wrong: fewer, to be quick."""
    monkeypatch.setattr(attempts, "OF_ONE_CLIENT", 12)
    monkeypatch.setattr(attempts, "AT_ONE_NAME", 12)


async def test_a_name_that_nobody_has_takes_the_same_work_as_one_that_somebody_has(
    access: AccessClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(access)
    verified = []
    verify = passwords._hasher.verify

    class Counting(PasswordHasher):
        def verify(self, hash: Any, password: Any) -> Any:
            verified.append(hash)
            return verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(1, 64, 1))
    refusals = []
    for name in ("alice", "nobody"):
        with pytest.raises(NotSignedIn) as refused:
            await access.sign_in(name, "not the password", client=HERE, limits=LIMITS)
        refusals.append(refused.value.as_json())
    assert len(verified) == 2
    assert refusals[0] == refusals[1]


async def test_guessing_is_stopped_and_stops_nobody_else(
    access: AccessClient, elsewhere: AccessClient, clock: Clock
) -> None:
    await add(access)
    await add(access, "bob")
    for number in range(attempts.OF_ONE_AT_ONE_NAME):
        with pytest.raises(NotSignedIn):
            client = access if number % 2 else elsewhere
            await client.sign_in("alice", f"guess {number}", client="203.0.113.9", limits=LIMITS)
    with pytest.raises(TooManyAttempts) as refused:
        await elsewhere.sign_in("Alice", PASSWORD, client="203.0.113.9", limits=LIMITS)
    assert 0 < refused.value.details["retry_after"] <= 15 * 60
    await signed_in(access)  # alice herself, from where she is
    await access.sign_in("bob", PASSWORD, client="203.0.113.9", limits=LIMITS)
    clock.passes(minutes=15)
    await access.sign_in("alice", PASSWORD, client="203.0.113.9", limits=LIMITS)


@pytest.mark.usefixtures("few")
async def test_guessing_many_names_from_one_place_is_stopped(access: AccessClient) -> None:
    await add(access)
    for number in range(attempts.OF_ONE_CLIENT):
        with pytest.raises(NotSignedIn):
            # One client has all the addresses of an IPv6 network.
            where = f"2001:db8::{number:x}"
            await access.sign_in(f"name {number}", "guess", client=where, limits=LIMITS)
    with pytest.raises(TooManyAttempts):
        await access.sign_in("alice", PASSWORD, client="2001:db8::ffff", limits=LIMITS)
    await signed_in(access)


@pytest.mark.usefixtures("few")
async def test_guessing_one_name_from_many_places_is_stopped(access: AccessClient) -> None:
    for number in range(attempts.AT_ONE_NAME):
        with pytest.raises(NotSignedIn):
            where = f"198.51.100.{number}"
            await access.sign_in("alice", "guess", client=where, limits=LIMITS)
    with pytest.raises(TooManyAttempts):
        await access.sign_in("alice", "guess", client="198.51.100.250", limits=LIMITS)


async def test_many_guesses_at_once_are_counted_as_well(access: AccessClient) -> None:
    guesses = [
        access.sign_in("alice", f"guess {number}", client=HERE, limits=LIMITS)
        for number in range(3 * attempts.OF_ONE_AT_ONE_NAME)
    ]
    refusals = await asyncio.gather(*guesses, return_exceptions=True)
    refused = [isinstance(each, TooManyAttempts) for each in refusals]
    assert refused.count(False) == attempts.OF_ONE_AT_ONE_NAME


@pytest.mark.usefixtures("few")
async def test_who_signs_in_rightly_is_never_counted_out(access: AccessClient) -> None:
    await add(access)
    for _ in range(attempts.OF_ONE_CLIENT + 5):
        await signed_in(access)
