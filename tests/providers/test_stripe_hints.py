"""What is signed as Stripe's, and is no event that could be: refused, or about nothing of ours."""

import json

import pytest

from adapters.providers.stripe.following import NotFromStripe, hint_in
from domain.billing.following import Hint
from tests.providers.fake_stripe.app import SECRET, signature


def _hint(body: str) -> Hint | None:
    return hint_in(body.encode(), signature(body), SECRET)


def _event(reference: str = "in_1", event: str = "evt_1", created: int = 1_796_040_000) -> str:
    about = {"object": {"id": reference, "object": "invoice"}}
    return json.dumps({"id": event, "type": "invoice.paid", "created": created, "data": about})


def test_an_event_is_a_hint_of_what_to_read_again() -> None:
    hint = _hint(_event())
    assert hint is not None and (hint.id, hint.reference) == ("evt_1", "in_1")


@pytest.mark.parametrize("created", [10**17, -(10**17), 10**30])
def test_a_time_that_cannot_be_is_refused(created: int) -> None:
    with pytest.raises(NotFromStripe):
        _hint(_event(created=created))


def test_a_body_that_is_too_deep_is_refused() -> None:
    with pytest.raises(NotFromStripe):
        _hint("[" * 100_000)


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "x" * 201])
def test_what_nothing_at_stripe_is_called_is_about_nothing(name: str) -> None:
    assert _hint(_event(reference=name)) is None
    assert _hint(_event(event=name)) is None
