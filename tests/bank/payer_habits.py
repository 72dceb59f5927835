"""How customers write what they pay: references and numbers in many shapes, with slips of the pen,
and their own names in other spellings."""

from dataclasses import dataclass
from datetime import date
from random import Random

from domain.invoices.new.references import creditor_reference
from domain.invoices.new.references import written as in_fours

_STEMS = (
    "Müller Maschinenbau", "Contoso", "Northwind Traders", "De Vries Logistiek", "Lumière",
    "Bäckerei Jäger", "Van den Berg Bouw", "Fabrikam", "Aarhus Data", "Schönfeld Systeme",
    "Jansen Installatie", "Søndergaard Skibe", "Ateliers Dupré", "Kowalski Transport", "Weiß Optik",
)  # fmt: skip
_PLACES = ("Nord", "Zuid", "West", "Köln", "Utrecht", "Gent", "Aachen")
_FORMS = ("GmbH", "B.V.", "NV", "AG", "GmbH & Co. KG", "S.A.")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "è": "e", "é": "e"})


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    account: str
    habit: str
    """What it writes: structured, reference, number, or none."""
    price: int
    """In cents, every month; 0 where it differs."""
    late: int
    """Days after the due date on which it pays."""
    spelling: int


@dataclass(frozen=True)
class Writing:
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    names: str = ""
    """What in it can be used: `reference`, `number`, or nothing."""


def a_name(at: int, pick: Random) -> str:
    """A company's, and no other one's."""
    stem = _STEMS[at % len(_STEMS)]
    return f"{stem} {_PLACES[at // len(_STEMS) % len(_PLACES)]} {pick.choice(_FORMS)}"


def spelled(customer: Customer, pick: Random) -> str:
    """The name as the payer's bank has it."""
    name = customer.name
    match customer.spelling:
        case 1:
            return name.upper()
        case 2:
            return name.translate(_PLAIN).replace(".", "")
        case 3:
            return name.replace("GmbH", "Gesellschaft mit beschränkter Haftung")
        case 4 if pick.random() < 0.3:
            return name.split()[0]
    return name


def written(customer: Customer, numbers: list[str], on: date, slip: str, pick: Random) -> Writing:
    """What is written for these invoices.

    Args:
        slip: "mistyped": one letter or digit is wrong; "stale": it is last month's.
    """
    habit = customer.habit
    usable = "" if slip else "number" if habit == "number" else "reference"
    if habit == "none":
        return Writing(pick.choice(("", "Thank you", "payment", f"Abo {on:%m/%Y}")))
    if habit == "number":
        named = [_as_people_write(number, pick) for number in numbers]
    else:
        named = [creditor_reference(number) for number in numbers]
    if slip == "mistyped":
        named[0] = _mistyped(named[0], pick)
    if habit == "structured" and len(named) == 1:
        if pick.random() < 0.3:
            return Writing(end_to_end=named[0], names=usable)
        return Writing(structured=named[0], names=usable)
    if habit != "number":
        named = [pick.choice((each, in_fours(each), each.lower())) for each in named]
    before, behind = pick.choice(
        (
            ("", ""),
            ("Rechnung ", f" vom {on:%d.%m.%Y}"),
            ("Betaling factuur ", " met dank, uw klant sinds 2019"),
            (f"{on.isoformat()} invoice ", ""),
            ("Customer 4711, ref. ", f" amount due {on:%d-%m-%y}"),
        )
    )
    joined = pick.choice((" ", ", ", " + ")).join(named)
    return Writing((before + joined + behind)[:140], names=usable)


def _as_people_write(number: str, pick: Random) -> str:
    return pick.choice((number, number.lower(), number.replace("-", " "), number.replace("-", "")))


def _mistyped(text: str, pick: Random) -> str:
    """One slip: a wrong character, two in each other's place, one missing, one twice."""
    while True:
        at = pick.randrange(len(text) - 1)
        found = pick.choice(
            (
                text[:at] + pick.choice("0123456789") + text[at + 1 :],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
            )
        )
        if [*filter(str.isalnum, found)] != [*filter(str.isalnum, text)]:
            return found
