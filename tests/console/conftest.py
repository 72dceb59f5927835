"""What all tests of the console share: passwords that are hashed in no time.

The real parameters take a fifth of a second of a whole core, twice for everybody who signs in.
Under them people sign in in the tests with a browser."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from adapters.credentials import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 64, 1))
    passwords._of_nobody.cache_clear()
    yield
    passwords._of_nobody.cache_clear()
