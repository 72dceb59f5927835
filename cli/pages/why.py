"""Why an invoice is open, for people."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.invoice_tables import STYLES, facts_table
from cli.pages.tables import table
from cli.pages.text import plain, words
from domain.invoices.references import written
from domain.invoices.views.why import Booked, Remaining, RemainingKind, WhyOpen
from domain.turns import Who
from wording.catalogue import staff_words
from wording.turns import named, to_do


def why_page(why: WhyOpen) -> RenderableType:
    """What is open, what it came from, and what each part of it waits for."""
    parts: list[RenderableType] = [_head(why), _booked_table(why.booked)]
    if not why.remaining:
        return Group(*parts)
    parts += [Text("What is left", "bold"), _remaining_table(why.remaining)]
    if why.holds_until is not None:
        parts.append(Text(f"With late charges up to {why.as_of}; paid by {why.holds_until} it is"
                          " settled."))  # fmt: skip
    return Group(*parts, Text("How to pay", "bold"), _how_to_pay(why))


def _head(why: WhyOpen) -> Text:
    style = STYLES.get(why.state, "bold cyan")
    text = Text.assemble((words(why.state).upper(), style), f"  invoice/{plain(why.invoice)}")
    text.append(f"\n{plain(why.company)}, account {plain(why.account)}", "dim")
    text.append(f"\n{why.open} open", "bold").append(f" on {why.as_of}")
    if why.waiting_on.who is not Who.NOBODY:
        text.append(", waiting on ").append(named(why.waiting_on.who), "bold")
        text.append(f" to {plain(to_do(why.waiting_on))}")
    if why.on_hold:
        text.append("\nThe account is on credit hold.", "bold red")
    return text


def _booked_table(booked: Iterable[Booked]) -> Table:
    built = table("date", "what", "transfer", "amount", "left_open", "note",
                  right=("amount", "left_open"))  # fmt: skip
    for each in booked:
        built.add_row(
            str(each.on),
            staff_words().of("booked", each.kind),
            plain(each.reference or ""),
            str(each.amount) if each.amount.amount else "",
            str(each.left),
            "; ".join(filter(None, (_of(each), plain(each.said or "")))),
        )
    return built


def _of(booked: Booked) -> str:
    return staff_words()("why.of", amount=booked.of) if booked.of else ""


def _remaining_table(remaining: Iterable[Remaining]) -> Table:
    built = table("amount", "which", "who_must_act", "until", "note", right=("amount",))
    for each in remaining:
        late = "bold red" if each.kind is RemainingKind.OVERDUE else ""
        built.add_row(
            Text(str(each.amount), "bold"),
            Text(staff_words().of("remaining", each.kind), late),
            named(each.who),
            str(each.until or ""),
            plain("; ".join((*each.references, *filter(None, (each.said,))))),
        )
    return built


def _how_to_pay(why: WhyOpen) -> RenderableType:
    rows: list[tuple[str, RenderableType]] = [
        ("to", plain(why.pay_to.name)),
        ("IBAN", written(plain(why.pay_to.iban))),
        ("reference", Text(written(why.reference), "bold")),
    ]
    return facts_table(rows)
