"""What a customer sees of each thing that can happen to a request: whether at all, in whose name,
and which of its facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.people.through import Through
from domain.requests.happenings import Facts, Happening
from domain.turns import WORKER


class Team(StrEnum):
    """The team that is named in place of one of our people."""

    CREDIT = "credit team"
    LEGAL = "legal team"
    BILLING = "billing team"
    PROVIDER = "provider"
    CUSTOMER = "customer"
    """Somebody acting for the customer who is not named on the form."""


ALL = frozenset(Facts.model_fields)


@dataclass(frozen=True)
class Shown:
    """How a customer sees one kind of happening."""

    team: Team = Team.PROVIDER
    """The team that is named in place of the person of ours who did it."""
    facts: frozenset[str] = ALL
    """The names of the facts that are the customer's, or were written for them."""
    also_theirs: bool = False
    """Our people do it as well as the customer's, who are named."""

    @property
    def names_customers(self) -> bool:
        return self.also_theirs or self.team is Team.CUSTOMER


_NOTHING = frozenset[str]()

SHOWN: Mapping[Happening, Shown | None] = {
    Happening.OPENED: Shown(Team.CUSTOMER),
    Happening.EDITED: Shown(Team.CUSTOMER, _NOTHING),
    Happening.RECHECKED: Shown(also_theirs=True),
    Happening.SUBMITTED: Shown(Team.CUSTOMER),
    Happening.TO_FIX: Shown(),
    Happening.TO_VERIFY: Shown(),
    Happening.DEADLINE_EXTENDED: Shown(),
    Happening.OVERRULED: Shown(Team.LEGAL, frozenset({"codes"})),
    Happening.DOCUMENTS_ASKED: Shown(),
    Happening.MORE_DOCUMENTS_ASKED: Shown(),
    Happening.DOCUMENT_ADDED: Shown(Team.CUSTOMER),
    Happening.DOCUMENT_ACCEPTED: Shown(Team.LEGAL, frozenset({"about"})),
    Happening.DOCUMENT_REFUSED: Shown(Team.LEGAL),
    Happening.DOCUMENTS_ACCEPTED: Shown(Team.LEGAL),
    Happening.DOCUMENTS_MISSED: Shown(),
    Happening.VERIFIER_LATE: None,
    Happening.CREDIT_CHECK: Shown(),
    Happening.APPLICATION_RETURNED: Shown(Team.CUSTOMER),
    Happening.CREDIT_APPROVED: Shown(Team.CREDIT),
    Happening.MORE_ASKED: Shown(Team.CREDIT),
    Happening.REVIEW_DUE: Shown(),
    Happening.REVIEW_OVERDUE: Shown(),
    Happening.SECURITY_PROVIDED: Shown(Team.CREDIT, _NOTHING),
    Happening.SECURITY_MISSED: Shown(),
    Happening.HELD_BACK: Shown(),
    Happening.APPROVED: Shown(Team.CREDIT),
    Happening.SWITCH_REFUSED: Shown(Team.CUSTOMER),
    Happening.SWITCHED: Shown(Team.CUSTOMER),
    Happening.REJECTED: Shown(Team.LEGAL, frozenset({"codes"})),
    Happening.LAPSED: Shown(),
    Happening.WITHDRAWN: Shown(Team.CUSTOMER),
    Happening.REMINDED: Shown(),
    Happening.REMINDER_SKIPPED: None,
    Happening.LETTER_REFUSED: None,
    Happening.LETTER_UNCONFIRMED: None,
    Happening.LETTER_DISMISSED: None,
    Happening.CLOCK_SET_RIGHT: None,
    Happening.OTHER: Shown(facts=frozenset({"codes"})),
}
"""None: for our people alone."""

REJECTED_IN_REVIEW = Shown(Team.CREDIT, frozenset({"codes"}))
"""What was rejected during the credit check was declined by the analysts."""


def named(by: str, own: Collection[str], team: Team) -> str:
    """Who did something: a person of theirs, nobody, or the team of one of our people."""
    return by if by == WORKER or by.casefold() in own else team


def through_theirs(through: Through | None, by_theirs: bool) -> Through | None:
    """How their own people came in, without who of ours made the link."""
    if through is None or not by_theirs:
        return None
    return through.model_copy(update={"made_by": through.made_by and Team.PROVIDER})
