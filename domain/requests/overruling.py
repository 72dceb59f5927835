"""Overrules a finding: a verifier decides that what a rule found is no obstacle."""

from datetime import datetime

from domain.errors import FindingNotOverrulable
from domain.operations.obstacles import Obstacle
from domain.requests.choices import findings_to_judge
from domain.requests.happenings import Facts, Happening
from domain.requests.messages import Overrule
from domain.requests.obstacles import Why
from domain.requests.outcomes import Settled, SettledWith
from domain.requests.request import Request


def hinders_overrule(request: Request, now: datetime) -> Obstacle | None:
    if findings_to_judge(request.state, request.findings, request.cleared):
        return None
    refusal = FindingNotOverrulable("No finding waits for a verifier's judgement.")
    return Obstacle(Why.NO_FINDING_TO_JUDGE, refusal)


def may_overrule(request: Request, command: Overrule, now: datetime) -> None:
    """The finding must be one that waits for a verifier's judgement."""
    open_ones = findings_to_judge(request.state, request.findings, request.cleared)
    if command.rule not in {each.code for each in open_ones}:
        raise FindingNotOverrulable(
            f"{command.rule} is not a finding that waits for a verifier's judgement.",
            rule=command.rule,
            state=request.state,
        )


def overrule(request: Request, command: Overrule, now: datetime) -> None:
    request.cleared[command.rule] = Settled(
        how=SettledWith.OVERRULED, by=command.by, reason=command.reason
    )
    facts = Facts(codes=(command.rule,), said=command.reason)
    request.note(Happening.OVERRULED, command.by, now, facts)
    request.revision += 1
    request.to_assess = True
