"""What the rules of eligibility use."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.accounts.account import Account, Scope
from domain.forms.form import RequestForm
from domain.policy import EligibilityPolicy
from domain.values.record import Record


class RegisterStatus(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"


class RegisterAnswer(Record):
    """What a register of tax ids says of the form's number (E8)."""

    status: RegisterStatus
    name: str | None = None
    """The company that the number belongs to, if the register says so."""
    checked_at: datetime


@dataclass(frozen=True)
class Facts:
    """Everything a rule may use. Without an account there is no scope either."""

    form: RequestForm
    account: Account | None
    scope: Scope | None
    policy: EligibilityPolicy
    today: date
    register: RegisterAnswer | None
    """None when no register is configured."""
