"""What the business decides about its bank statements."""

from decimal import Decimal

from pydantic import Field

from domain.bank.profiles import CsvProfile
from domain.values.money import minor_digits
from domain.values.record import Record


class BankPolicy(Record):
    book_certain: bool = True
    """What has one reading and no other is booked by itself; else it is only proposed."""
    charges_up_to: Decimal = Field(default=Decimal(25), ge=0, le=1000)
    """So much of a transfer, in the main unit of its currency, may banks have kept on its way for
    the invoice to be settled, where the statement shows it. The rest is credited as charges."""
    settled_known_for_days: int = Field(default=400, ge=0, le=3650)
    """How long a settled invoice is still recognised when money names it."""
    advice_known_for_days: int = Field(default=90, ge=1, le=3650)
    """How long what a customer wrote that a transfer pays waits for the transfer."""

    csv_profiles: dict[str, CsvProfile] = {}
    """How tables (CSV) of our banks are read, by a name."""

    def charges_in(self, currency: str) -> int:
        """The tolerated charges in minor units of this currency."""
        return int(self.charges_up_to.scaleb(minor_digits(currency)))
