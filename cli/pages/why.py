"""Why an invoice is open, for people."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.pages.invoice_tables import STYLES, facts_table
from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import plain, term
from domain.invoices.new.references import written
from domain.invoices.views.why import Booked, Remaining, RemainingKind, WhyOpen
from domain.turns import Who
from wording.catalogue import staff_words
from wording.turns import named, to_do


def why_page(why: WhyOpen) -> RenderableType:
    """What is open, what it came from, and what each part of it waits for."""
    parts: list[RenderableType] = [_head(why), _booked_table(why.booked)]
    if not why.remaining:
        return Group(*parts)
    parts += [sentence("invoice_why.left", "bold"), _remaining_table(why.remaining)]
    if why.holds_until is not None:
        day = why.holds_until
        parts.append(sentence("invoice_why.holds_until", as_of=why.as_of, day=day))
    return Group(*parts, sentence("invoice_show.how_to_pay", "bold"), _how_to_pay(why))


def _head(why: WhyOpen) -> Text:
    style = STYLES.get(why.state, "bold cyan")
    name = f"invoice/{plain(why.invoice)}"
    text = Text.assemble((term(why.state).upper(), style), "  ", name)
    company, account = plain(why.company), plain(why.account)
    whose = sentence("status.whose", "dim", company=company, account=account)
    waits = why.waiting_on.who is not Who.NOBODY
    lines = [
        text,
        whose,
        sentence(
            "invoice_why.open",
            amount=sentence("invoice_why.amount", "bold", amount=why.open),
            day=why.as_of,
            who=Text(named(why.waiting_on.who), "bold") if waits else "",
            task=plain(to_do(why.waiting_on)),
        ),
    ]
    if why.on_hold:
        lines.append(sentence("invoice_why.on_hold", "bold red"))
    return Text("\n").join(lines)


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
        ("iban", written(plain(why.pay_to.iban))),
        ("reference", Text(written(why.reference), "bold")),
    ]
    return facts_table(rows)
