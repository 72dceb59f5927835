"""What the sample data came to, for people."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.tables import table
from cli.pages.text import plain, term
from cli.samples.filled import Filled, SampleAccount, SampleEntry, SampleInvoice, SampleRequest
from wording.catalogue import staff_words
from wording.counts import counted
from wording.turns import to_do

_There = Sequence[SampleAccount | SampleRequest | SampleInvoice | SampleEntry]


def filled_page(filled: Filled) -> RenderableType:
    built = table("request", "state", "waiting_on", "company", "")
    for request in filled.requests:
        on = request.waiting_on
        waiting = f"{term(on.who)}: {to_do(on)}"
        scope = request.request.partition("/")[2]
        state, company = term(request.state), plain(request.company)
        built.add_row(scope, state, plain(waiting), company, _mark(request.new))
    owed = table("invoice", "state", "open", "company", "", right=("open",))
    for each in filled.invoices:
        state, company = term(each.state), plain(each.company)
        owed.add_row(each.invoice, state, str(each.open), company, _mark(each.new))
    said = [
        _count("account_put_in", filled.accounts),
        _count("request_put_in", filled.requests),
        _count("invoice_put_in", filled.invoices),
        _count("bank_entry_put_in", filled.bank_entries),
    ]
    if not filled.time_was_skipped and any(each.new for each in filled.requests):
        said.append(staff_words()("sample.no_time_skipped"))
    return Group(built, owed, Text("\n".join(said)))


def _mark(new: bool) -> str:
    return "" if new else staff_words()("sample.was_there")


def _count(what: str, there: _There) -> str:
    new = sum(each.new for each in there)
    return staff_words()("sample.put_in", put_in=counted(new, what), already=len(there) - new)
