"""Of what a rule found: who may let it through, what is left of it, and whether it is the same."""

import pytest

from domain.rules.findings import Finding, Outcome, Severity, digest_of, failing, unsettled

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


def a_finding(code: str = "E6", *, said: str = "It differs.", **changes: object) -> Finding:
    facts = {"code": code, "severity": Severity.VERIFY, "outcome": FAIL, "message": said}
    return Finding.model_validate(facts | changes)


@pytest.mark.parametrize(
    ("severity", "outcome", "judgement", "overrulable", "to_verify"),
    [
        # Of a rule that compares, what failed is for documents or a verifier.
        (Severity.VERIFY, FAIL, False, True, True),
        (Severity.VERIFY, UNKNOWN, False, False, False),
        (Severity.VERIFY, PASS, False, False, False),
        # E4, where a person may judge: the customer puts right what failed, or a verifier lets it
        # through; what is unknown is for the verifier alone.
        (Severity.FIX, FAIL, True, True, False),
        (Severity.FIX, UNKNOWN, True, True, True),
        (Severity.FIX, PASS, True, False, False),
        # Nobody lets anything else through.
        (Severity.FIX, FAIL, False, False, False),
        (Severity.REJECT, FAIL, False, False, False),
        (Severity.BEFORE_LIMIT, FAIL, False, False, False),
        (Severity.AT_SWITCH, FAIL, False, False, False),
    ],
)
def test_who_may_let_a_finding_through(
    severity: Severity, outcome: Outcome, judgement: bool, overrulable: bool, to_verify: bool
) -> None:
    finding = a_finding(severity=severity, outcome=outcome, judgement=judgement)
    assert (finding.may_be_overruled, finding.needs_verifying) == (overrulable, to_verify)


def test_what_failed_of_a_severity_keeps_the_order_of_the_rules() -> None:
    seventh, sixth, passed = a_finding("E7"), a_finding("E6"), a_finding("E8", outcome=PASS)
    rejects = a_finding("E1", severity=Severity.REJECT)
    assert failing((seventh, rejects, passed, sixth), Severity.VERIFY) == (seventh, sixth)


def test_what_was_settled_is_not_left() -> None:
    sixth, seventh, rejects = a_finding(), a_finding("E7"), a_finding("E1", severity="reject")
    assert unsettled([sixth, seventh, rejects], {"E7": "overruled"}) == (sixth,)


@pytest.mark.parametrize(
    "other",
    [
        [a_finding("E7")],
        [a_finding(outcome=UNKNOWN)],
        [a_finding(evidence={"form": "Contoso"})],
        [a_finding(), a_finding("E7")],
        [],
    ],
)
def test_findings_that_differ_in_anything_have_another_digest(other: list[Finding]) -> None:
    assert digest_of([a_finding()]) == digest_of([a_finding()])
    assert digest_of(other) != digest_of([a_finding()])


def test_their_order_counts() -> None:
    sixth, seventh = a_finding(), a_finding("E7")
    assert digest_of([sixth, seventh]) != digest_of([seventh, sixth])
