"""Payment advice for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.bank.pages import problem_line
from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import moment, plain
from domain.values.money import Money
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from application.bank.advise import Advised
    from domain.bank.advice import KeptAdvice


def advised_page(advised: "Advised") -> RenderableType:
    """What was kept, and what came of it."""
    said = sentence(
        "bank_advise.kept",
        known=advised.already,
        booked=advised.booked,
        suggested=advised.suggested,
        unmatched=advised.unmatched,
    )
    told = [Text(problem_line(each), "yellow") for each in advised.problems]
    return Group(advice_page(advised.kept), said, *told)


def advice_page(listed: "Sequence[KeptAdvice]") -> RenderableType:
    if not listed:
        return sentence("bank_advice.none")
    built = table("advice", "kept", "account", "transfer", "amount", "pays", "entry", right=_RIGHT)
    for each in listed:
        pays = [f"{plain(share.invoice)} {_amount(share.minor, each)}" for share in each.shares]
        built.add_row(
            each.id,
            moment(each.kept_at),
            plain(each.account),
            plain(each.reference),
            _amount(each.minor, each),
            "\n".join(pays),
            each.entry or staff_words()("bank_advice.waits"),
        )
    return built


_RIGHT = ("amount",)


def _amount(minor: int, advice: "KeptAdvice") -> str:
    return str(Money.from_minor(minor, advice.currency))
