"""What staff read of drift is the same on the command line and on pages."""

from datetime import timedelta
from typing import Any

import pytest

from domain.billing.drift import Drift, DriftKind
from tests.ledger.samples import NOON, euros
from wording.drifts import became


def a_drift(kind: DriftKind = DriftKind.BACK_TO_CARD, **known: Any) -> Drift:
    of = {"id": "drift_1", "account_id": "a-1", "scope_id": "sub-1", "provider": "http"}
    return Drift.model_validate({**of, "kind": kind, "seen_at": NOON, **known})


LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (a_drift(), "to be seen to"),
        (
            a_drift(trouble="It says no."),
            "to be seen to: it says no to being put right: It says no.",
        ),
        (
            a_drift(put_right_at=LATER, ended_at=LATER),
            "Put right by itself, as the policy says",
        ),
        (a_drift(ended_at=LATER), "It reads right again at the billing system"),
        (
            a_drift(DriftKind.CHARGED, amount=euros("12.50"), ended_at=LATER),
            "The billing system has the charge of 12.50 EUR no more",
        ),
        (a_drift(ended_at=LATER, ended_by="paula"), "Seen to by paula"),
    ],
    ids=["stands", "refused", "put right", "right again", "charge gone", "seen to"],
)
def test_what_became_of_a_drift_is_said_once_for_all(drift: Drift, said: str) -> None:
    assert became(drift) == said
