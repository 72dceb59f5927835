"""An account's erasure: how far it is, who may confirm it or take it back, and when it is carried
out."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from domain.errors import ErasureNotPossible
from domain.people.sign_ins import same_person
from domain.values.record import Record


class ErasureState(StrEnum):
    """How far an erasure is. The values are told."""

    TO_BE_CONFIRMED = "to_be_confirmed"
    """Asked for; somebody else has to confirm it."""
    SCHEDULED = "scheduled"
    """It is done on the day from which it may be."""
    BEGUN = "begun"
    """It was cut off: asked for again, it goes on. So does the daily schedule."""
    DONE = "done"
    CANCELLED = "cancelled"
    """Taken back while it waited. It can be asked for anew."""


WAITING = frozenset({ErasureState.TO_BE_CONFIRMED, ErasureState.SCHEDULED})
"""Nothing went yet."""
ACCOUNT_ERASED = "account_erased"
"""The code of why its open requests are withdrawn."""
ERASED = frozenset({ErasureState.BEGUN, ErasureState.DONE})
"""There is no way back."""


class Erasure(Record):
    """What is known of an account's erasure. It says nothing of the people themselves."""

    account: str
    state: ErasureState
    asked_at: datetime
    asked_by: str
    reason: str
    possible_on: date | None = None
    """The day from which it may be done, as it was when last looked at."""
    confirmed_by: str | None = None
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    done_at: datetime | None = None
    counts: dict[str, int] = {}
    """How much went of each kind."""

    def under(self, needs_two: bool) -> "Erasure":
        """As the policy of today has it: one that was asked for before two people had to agree
        waits for the second. One that waits for a second goes on waiting where one would do now:
        whoever asked for it relied on that."""
        unconfirmed = self.state is ErasureState.SCHEDULED and self.confirmed_by is None
        if not (needs_two and unconfirmed):
            return self
        return self.model_copy(update={"state": ErasureState.TO_BE_CONFIRMED})


class Outlook(Record):
    """What erasing an account would come to, and whether it can be done now."""

    account: str
    money_open: bool
    possible_on: date | None
    """The day from which its books let it; None where they do already."""
    needs_two: bool
    """Whether somebody else has to confirm it."""
    goes: Mapping[str, int]
    """How much goes of each kind."""
    stays: Mapping[str, int]
    """How much of the books stays, without names."""
    erasure: Erasure | None = None
    """What was asked for already."""

    @property
    def possible(self) -> bool:
        return not self.money_open and self.possible_on is None


def may_be_confirmed(erasure: Erasure, by: str) -> None:
    """Raises ErasureNotPossible: it does not wait for that, or they asked for it themselves."""
    if erasure.state is not ErasureState.TO_BE_CONFIRMED:
        raise _refused(erasure, "not_waiting", "does not wait to be confirmed")
    if same_person(by, erasure.asked_by):
        raise _refused(
            erasure, "own_request", "was asked for by yourself: somebody else confirms it"
        )


def may_be_carried_out(erasure: Erasure) -> None:
    """Raises ErasureNotPossible: it was taken back, or somebody else has to confirm it first.

    Args:
        erasure: As the policy of today has it.
    """
    if erasure.state is ErasureState.TO_BE_CONFIRMED:
        raise _refused(erasure, "not_waiting", "has to be confirmed by somebody else")
    if erasure.state is not ErasureState.SCHEDULED:
        raise _refused(erasure, "not_waiting", "was taken back meanwhile")


def may_be_cancelled(erasure: Erasure) -> None:
    """Raises ErasureNotPossible: it is done or under way, or was cancelled."""
    if erasure.state not in WAITING:
        cancelled = erasure.state is ErasureState.CANCELLED
        raise nothing_to_cancel(erasure, "cancelled" if cancelled else "done or under way")


def nothing_to_cancel(erasure: Erasure, is_: str = "under way") -> ErasureNotPossible:
    """The refusal to take back what waits no more."""
    return _refused(erasure, "not_waiting", f"is {is_}: there is nothing to take back")


def _refused(erasure: Erasure, reason: str, said: str) -> ErasureNotPossible:
    return ErasureNotPossible(
        f"The erasure of this account {said}.", account_id=erasure.account, reasons=[reason]
    )
