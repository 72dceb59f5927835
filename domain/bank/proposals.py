"""What matching takes, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.bank.statements import NOBODY, Amount, Charge, Party, Reference
from domain.bank.texts import SURE_LENGTH, squashed
from domain.values.bank_references import normal_form


class Rule(StrEnum):
    """How an entry was recognised; `docs/business.md` has what each means."""

    REFERENCE = "M1"
    SEVERAL = "M2"
    NUMBER = "M3"
    WIRE = "M4"
    PAYER = "M5"
    NAME = "M6"
    ADVICE = "M7"
    RECORDED = "recorded"
    """Somebody entered the payment before, under the bank's reference."""
    PERSON = "person"
    """Somebody said so."""


class Seen(StrEnum):
    """The kinds of evidence."""

    REFERENCE = "reference"
    """Ours, with its check digits right."""
    NUMBER = "number"
    """An invoice's, as somebody wrote it."""
    NUMBER_IN_PART = "number_in_part"
    """Its digits alone, or so short that it may be something else."""
    CHECK_FAILS = "check_fails"
    """It stands where a reference does whose check digits are wrong."""
    WIRE = "wire"
    """The reference of a wire that the customer declared."""
    ADVICE = "advice"
    PAYER = "payer"
    """The account that it came from paid for this customer before."""
    NAME = "name"
    """The payer's name is the customer's (E6)."""
    AMOUNT_EQUAL = "amount_equal"
    AMOUNT_LESS = "amount_less"
    AMOUNT_MORE = "amount_more"
    CHARGES = "charges"
    """It is less by what banks say they kept."""
    ALL_OVERDUE = "all_overdue"
    """It is all that is overdue."""
    ALL_OPEN = "all_open"
    SETTLED = "settled"
    """What it names is settled already."""
    OTHER_CURRENCY = "other_currency"
    OTHER_ACCOUNTS = "other_accounts"
    """What it names is of more than one account."""
    SEVERAL_EQUAL = "several_equal"
    """More than one invoice has this amount."""
    RECORDED = "recorded"
    """A payment of this amount is recorded under this reference."""
    PERSON = "person"
    REFUSED = "refused"
    """The ledger did not take it; with the code of its refusal."""


@dataclass(frozen=True, slots=True)
class Evidence:
    seen: Seen
    text: str = ""
    """As the entry says it, or the invoice that it is about."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One transaction that brought money, as it is matched. Amounts are in minor units."""

    minor: int
    currency: str
    on: date
    """The value date: what is overdue is so on this day."""
    party: Party = NOBODY
    references: tuple[Reference, ...] = ()
    text: str = ""
    bank_reference: str = ""
    charges: tuple[Charge, ...] = ()
    instructed: Amount | None = None

    @property
    def called(self) -> set[str]:
        """Everything that the transfer may be called, in normal form."""
        written = (self.bank_reference, *(each.text for each in self.references))
        return {normal_form(each) for each in written if each}

    def naming(self) -> Callable[[str], bool]:
        """Says of references, in normal form, whether the transfer is called so: as one of its
        own, or in its text by one that is hardly anything else."""
        called, text = self.called, squashed(self.text)

        def names(reference: str) -> bool:
            in_text = len(reference) >= SURE_LENGTH and reference in text
            return bool(reference) and (in_text or reference in called)

        return names

    @property
    def deducted(self) -> int:
        """What banks kept of it on its way, as far as they say so."""
        kept = sum(each.minor for each in self.charges if each.currency == self.currency)
        ordered = self.instructed
        if ordered is not None and ordered.currency == self.currency:
            return max(kept, ordered.minor - self.minor, 0)
        return max(kept, 0)


@dataclass(frozen=True, slots=True)
class Share:
    """What goes to one invoice."""

    invoice: str
    minor: int
    charges: int = 0
    """What banks kept of it on its way, which is written down as charges."""


@dataclass(frozen=True, slots=True)
class Proposal:
    rule: Rule
    account: str
    shares: tuple[Share, ...]
    """None where the money is the account's, and no invoice can be told."""
    left: int
    """What becomes unapplied credit of the account."""
    evidence: tuple[Evidence, ...]
    apart: bool = False
    """Whether a person says that it is another transfer than what is recorded under the bank's
    reference: then it is known by the entry's own id."""

    @property
    def advised_by(self) -> tuple[str, ...]:
        """The ids of the advice that says so."""
        return tuple(each.text for each in self.evidence if each.seen is Seen.ADVICE)

    def refused(self, code: str) -> "Proposal":
        """The same, of which the ledger said why it cannot be booked so."""
        return replace(self, evidence=(*self.evidence, Evidence(Seen.REFUSED, code)))

    def does_the_same(self, other: "Proposal") -> bool:
        mine, theirs = set(self.shares), set(other.shares)
        return (self.account, mine, self.left) == (other.account, theirs, other.left)


@dataclass(frozen=True, slots=True)
class Matching:
    certain: Proposal | None = None
    """The one reading, which can be booked by itself."""
    proposals: tuple[Proposal, ...] = ()
    """For a person, the best first; none where nothing is known."""
