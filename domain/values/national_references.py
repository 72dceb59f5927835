"""References of an invoice in national forms, beside the one of ISO 11649: digits that end in check
digits of their own, as banks of that country ask payers for.

The library is imported when it is first needed, because workflow code imports this module.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import count

from domain.values.record import Record


class NationalKind(StrEnum):
    """Whose form it is."""

    FINNISH = "fi"
    """Viitenumero."""
    NORWEGIAN = "no_mod10"
    """KID with a check digit modulo 10."""
    NORWEGIAN_11 = "no_mod11"
    """KID with a check digit modulo 11."""
    SWEDISH = "se"
    """OCR, with a check digit and without one for its length."""
    SWISS = "ch"
    """The QR reference (QRR), 27 digits as on the orange payment slips (ESR)."""
    BELGIAN = "be"
    """The structured communication, `+++090/9337/55493+++`."""
    SLOVENIAN = "si"
    """Model SI12."""


class NationalReference(Record):
    kind: NationalKind
    reference: str
    """In digits alone, with zeros before them."""


@dataclass(frozen=True, slots=True)
class _Form:
    digits: int
    """Before its check digits."""
    check: Callable[[str], str | None]
    """None where there are none for these digits."""
    written: Callable[[str], str]


def national_reference(kind: NationalKind, invoice_number: str) -> NationalReference:
    """The reference of this invoice, the same each time.

    A number of digits alone that does not begin with zero stays readable in it, behind zeros. Any
    other has so many digits of its SHA-256 instead, the first of which is no zero: two references
    of ten digits are the same by chance once in ten thousand million, so that money that names one
    of two is never certain.
    """
    form = _FORMS[kind]
    for body in _bodies(invoice_number, form.digits):
        if (check := form.check(body)) is not None:
            return NationalReference(kind=kind, reference=body + check)
    raise AssertionError("one of any few bodies has check digits")


def written_as(reference: NationalReference) -> str:
    """As it stands on a letter, with the name by which banks ask for it."""
    return _FORMS[reference.kind].written(reference.reference)


def significant(digits: str) -> str:
    """What is compared: banks leave zeros before a reference out, or add some."""
    return digits.lstrip("0")


def spellings(reference: NationalReference) -> tuple[str, ...]:
    """Its digits as they may stand in a text, without zeros before them; the Slovenian ones with
    the number of their model, too."""
    short = significant(reference.reference)
    if reference.kind is not NationalKind.SLOVENIAN:
        return (short,)
    return short, f"12{short}", f"12{reference.reference}"


def _bodies(number: str, digits: int) -> Iterator[str]:
    if number.isascii() and number.isdecimal() and number[0] != "0" and len(number) < digits:
        yield number.zfill(digits)
    for attempt in count():
        said = number if attempt == 0 else f"{number}|{attempt}"
        whole = int.from_bytes(sha256(said.encode()).digest())
        first = 10 ** (digits - 1)
        yield str(first + whole % (9 * first))


def _weighted(body: str, weights: tuple[int, ...]) -> int:
    """The sum of the digits, from the last one on, each times the next of the weights in turn."""
    return sum(
        int(digit) * weights[place % len(weights)] for place, digit in enumerate(reversed(body))
    )


def _modulo_10_of_731(body: str) -> str:
    return str(-_weighted(body, (7, 3, 1)) % 10)


def _luhn(body: str) -> str:
    from stdnum.luhn import calc_check_digit

    return str(calc_check_digit(body))


def _modulo_11(body: str) -> str | None:
    """Norway writes a hyphen for ten, which we give nobody to type."""
    check = -_weighted(body, (2, 3, 4, 5, 6, 7)) % 11
    return None if check == 10 else str(check)


def _modulo_11_or_zero(body: str) -> str:
    check = -_weighted(body, tuple(range(2, 14))) % 11
    return "0" if check == 10 else str(check)


def _recursive(body: str) -> str:
    from stdnum.ch.esr import calc_check_digit

    return str(calc_check_digit(body))


def _modulo_97(body: str) -> str:
    from stdnum.be.ogm_vcs import calc_check_digits

    return str(calc_check_digits(body))


def _slashed(reference: str) -> str:
    return f"+++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++"


def _in_fives(reference: str) -> str:
    """Groups of five, counted from the end."""
    first = len(reference) % 5
    groups = [
        reference[:first],
        *(reference[at : at + 5] for at in range(first, len(reference), 5)),
    ]
    return " ".join(each for each in groups if each)


_FORMS = {
    NationalKind.FINNISH: _Form(
        14,
        _modulo_10_of_731,
        lambda digits: f"viitenumero {_in_fives(significant(digits).zfill(4))}",
    ),
    NationalKind.NORWEGIAN: _Form(14, _luhn, "KID {}".format),
    NationalKind.NORWEGIAN_11: _Form(14, _modulo_11, "KID {}".format),
    NationalKind.SWEDISH: _Form(14, _luhn, "OCR {}".format),
    NationalKind.SWISS: _Form(26, _recursive, lambda digits: f"QRR {_in_fives(digits)}"),
    NationalKind.BELGIAN: _Form(10, _modulo_97, _slashed),
    NationalKind.SLOVENIAN: _Form(12, _modulo_11_or_zero, "SI12 {}".format),
}
