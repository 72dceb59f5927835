"""Why an entry of a bank statement was decided on, as every face says it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.bank.entries import Decided, Ignored, PaidBack
from domain.bank.proposals import Evidence, Proposal, Rule, Seen
from wording.bank import why_decided

NAMED = Proposal(Rule.REFERENCE, "acc-1", (), 0, (Evidence(Seen.REFERENCE, "RF18"),))
REFUND = PaidBack(account="acc-1", entry="refund-1", bank_reference="REF-1")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"proposal": NAMED}, "M1 (our reference): it has the reference RF18."),
        ({"proposal": NAMED, "reason": "As they wrote."}, "As they wrote."),
        ({"ignored": Ignored.PERSON, "reason": "Interest."}, "said by a person. Interest."),
        ({"refund": REFUND}, "It brings back refund-1 of acc-1."),
        ({"returns": "B1"}, "It takes back B1."),
        ({"returned_by": "B2"}, "B2 took it back."),
        ({"returned_by": "B2", "reason": "The bank says so."}, "The bank says so."),
        ({"reason": "A mistake."}, "A mistake."),
        ({}, ""),
    ],
)
def test_it_says_by_what_rule_and_why(what: dict[str, Any], said: str) -> None:
    decided = Decided(by="paula", at=datetime(2026, 12, 1, tzinfo=UTC), **what)
    assert why_decided(decided).endswith(said)
    assert ".." not in why_decided(decided)
