"""What a billing system over HTTP tells is only ever the id of a scope that could be ours."""

import json
from datetime import UTC, datetime

import pytest

from adapters.providers.http_events import NotFromProvider, hint_in
from domain.webhooks.signing import secret_of, signed_headers

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
SECRET = secret_of(bytes(range(32)))


def _told(scope: object) -> str | None:
    body = json.dumps({"type": "collection.changed", "data": {"scope_id": scope}}).encode()
    hint = hint_in(signed_headers("e-1", NOW, body, [SECRET]), body, [SECRET], NOW)
    return hint.reference if hint else None


def test_a_scope_is_to_be_looked_at() -> None:
    assert _told("sub-contoso-1") == "sub-contoso-1"


@pytest.mark.parametrize("scope", ["", "a\0b", "\ud800", "a b", "x" * 101, 5, None, ["sub-1"]])
def test_what_no_scope_can_be_called_is_taken_for_nothing(scope: object) -> None:
    with pytest.raises(NotFromProvider):
        _told(scope)
