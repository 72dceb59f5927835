"""Every decision that the staff make about a request, and which of them can be made now.

The switch is not among them: nobody but the customer makes it.
"""

from console.pages.decisions import credit, for_customers, legal
from console.pages.decisions.kinds import Case, Decision, Making, Offer
from domain.access import Actor
from domain.operations.messages import Message
from domain.requests.possible import what_hinders
from wording.catalogue import staff
from wording.codes import with_name
from wording.possible import why_not

__all__ = ["DECISIONS", "Case", "Decision", "Making", "Offer", "label_of", "offers"]

DECISIONS: tuple[Decision[Case, Message], ...] = (
    *credit.DECISIONS[:-1],
    *legal.DECISIONS,
    credit.DECISIONS[-1],
    *for_customers.DECISIONS,
)


def offers(case: Case, actor: Actor) -> tuple[Offer, ...]:
    """The decisions that are the actor's to make, those that are possible now first."""
    found = [
        offer
        for decision in DECISIONS
        if actor.may(decision.action)
        for offer in _of(decision, case, actor)
    ]
    return tuple(sorted(found, key=lambda offer: offer.why_not is not None))


def label_of(decision: Decision[Case, Message], item: str = "") -> str:
    """What it is called, about one thing or about any."""
    if item or not decision.item_name:
        return decision.called(with_name(item))
    return decision.called(staff(f"decide.some.{decision.item_name}"))


def _of(decision: Decision[Case, Message], case: Case, actor: Actor) -> list[Offer]:
    hindrance = what_hinders(decision.action, case.snapshot, actor.sign_in)
    if hindrance is not None:
        reason = why_not(hindrance)
        return [Offer(decision, "", label_of(decision), decision.causes(case), reason)]
    return [
        Offer(
            decision,
            item,
            label_of(decision, item),
            decision.causes(case),
            None,
            decision.fields(case),
            about=_about(decision, case),
        )
        for item in decision.items(case)
    ]


def _about(decision: Decision[Case, Message], case: Case) -> str:
    application = case.snapshot.credit.application
    return application.id if decision.name == "approve" and application else ""
