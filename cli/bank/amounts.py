"""`NUMBER` or `NUMBER=AMOUNT`: an invoice with its part of the money."""

from pydantic import ValidationError

from cli.usage import refuse
from domain.values.amounts import FROM_A_PERSON
from domain.values.money import Money
from wording.catalogue import staff_words


def part_of(written: str, currency: str) -> tuple[str, int | None]:
    """The invoice and its part in minor units; None where no part is said.

    Raises:
        WrongUsage: this is no amount of the currency, or not more than zero.
    """
    number, equals, amount = written.partition("=")
    if not number or (equals and not amount):
        refuse("NUMBER", staff_words()("bank_entry.names_nothing", written=written), "invalid")
    if not equals:
        return number, None
    try:
        part = Money.model_validate(
            {"amount": amount, "currency": currency}, context=FROM_A_PERSON
        ).minor
    except ValidationError as invalid:
        refuse("NUMBER", f"'{amount}': {invalid.errors()[0]['msg']}", "amount_invalid")
    if part <= 0:
        refuse("NUMBER", staff_words()("bank_entry.more_than_zero"), "amount_invalid")
    return number, part
