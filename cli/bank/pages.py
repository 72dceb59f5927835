"""Bank statements for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import more, table
from cli.pages.text import moment, plain, term
from domain.bank.entries import BankEntry, Transaction
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Proposal
from domain.values.money import Money
from wording.bank import rule, why, why_decided
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from application.bank.import_statements import Imported
    from application.ports.bank import ListedEntry
    from application.ports.bank_files import RefusedFile
    from clients.bank.client import Whole
    from clients.bank.profiles import NamedProfile

_STYLES = {
    EntryState.BOOKED: "green",
    EntryState.SUGGESTED: "yellow",
    EntryState.UNMATCHED: "bold yellow",
    EntryState.REVERSED: "red",
}
_PROBLEMS = 5
"""Of a file that are shown in a list."""
_TEXT = 60
"""Characters of an entry's text in a list."""


def imported_page(imported: "Imported") -> RenderableType:
    """What an import read, and what came of it."""
    parts: list[RenderableType] = []
    if imported.statements:
        built = table("account", "from", "to", "opening", "closing", "adds_up", right=_MONEY)
        for each in imported.statements:
            adds_up = {True: "yes", False: "no", None: "not_said"}[each.adds_up]
            built.add_row(
                plain(each.account),
                str(each.since or ""),
                str(each.until or ""),
                str(each.opening or ""),
                str(each.closing or ""),
                staff_words()(f"adds_up.{adds_up}"),
            )
        parts.append(built)
    said = sentence(
        "bank_import.read",
        entries=imported.entries,
        booked=imported.booked,
        already=imported.already,
        ignored=imported.ignored,
        suggested=imported.suggested,
        unmatched=imported.unmatched,
    )
    parts.append(said)
    parts += [Text(problem_line(each), "yellow") for each in imported.problems]
    return Group(*parts)


def refused_files_page(files: Sequence["RefusedFile"]) -> RenderableType:
    """Files of the inbox that were refused, each with its problems."""
    if not files:
        return sentence("bank_refused.none")
    built = table("file", "refused", "name", "problems")
    for each in files:
        said = "\n".join(problem_line(problem) for problem in each.problems[:_PROBLEMS])
        built.add_row(each.id, moment(each.at), plain(each.name), said)
    return built


def profiles_page(profiles: Sequence["NamedProfile"]) -> RenderableType:
    """How tables are read, by name."""
    if not profiles:
        return sentence("profile_list.none")
    says = staff_words()
    built = table("profile", "made_in", "account", "columns")
    for each in profiles:
        columns = each.profile.columns
        column = says("profile_list.account_column", column=columns.account)
        named = ", ".join(plain(str(column)) for column in columns.all())
        where = says("profile_list.policy" if each.in_policy else "profile_list.console")
        built.add_row(plain(each.name), where, plain(each.profile.account or column), named)
    return built


def entries_page(listed: Sequence["ListedEntry"], following: str | None = None) -> RenderableType:
    """Entries in one line each, and where the next page begins."""
    if not listed:
        return sentence("bank_list.none")
    built = table("entry", "booked", "amount", "payer", "text", "state", "for", right=("amount",))
    for each in listed:
        transaction = each.entry.transaction
        built.add_row(
            transaction.id,
            str(transaction.booking.booked_on or ""),
            _amount(transaction, transaction.minor),
            plain(transaction.party.name),
            plain(transaction.text)[:_TEXT],
            Text(term(each.entry.state), _STYLES.get(each.entry.state, "")),
            _what_for(each.entry),
        )
    return Group(built, *more(following))


def entry_page(whole: "Whole") -> RenderableType:
    """An entry, what it may be for, and what became of it."""
    entry = whole.listed.entry
    transaction, booking = entry.transaction, entry.transaction.booking
    head = Text.assemble(
        (_amount(transaction, transaction.minor), "bold"),
        f"  {transaction.id}  ",
        (term(entry.state), _STYLES.get(entry.state, "")),
    )
    booked = sentence(
        "bank_show.booked",
        account=plain(booking.account),
        on=booking.booked_on,
        value_date=booking.value_date,
    )
    lines = [head, booked]
    payer = transaction.party
    if payer.name or payer.account:
        who = " ".join(filter(None, (plain(payer.name), plain(payer.account))))
        lines.append(
            sentence("bank_show.from" if transaction.minor > 0 else "bank_show.to", who=who)
        )
    if transaction.text:
        lines.append(sentence("bank_show.text", text=plain(transaction.text)))
    for reference in transaction.references:
        kind = term(reference.kind).capitalize()
        lines.append(Text(f"{kind}: {plain(reference.text)}"))
    lines.append(sentence("bank_show.reference", reference=plain(transaction.bank_reference)))
    parts: list[RenderableType] = [*lines, Text()]
    if entry.waits and entry.proposals:
        parts.append(_proposals(transaction, entry.proposals))
    if whole.decisions:
        parts.append(_decisions(whole))
    return Group(*parts)


_MONEY = ("opening", "closing")


def _proposals(transaction: Transaction, proposals: Sequence[Proposal]) -> RenderableType:
    built = table("", "for", "account", "rule", "why")
    for number, each in enumerate(proposals, start=1):
        built.add_row(
            str(number),
            _invoices(transaction, each),
            plain(each.account),
            rule(each.rule),
            plain(why(each)),
        )
    return built


def _decisions(whole: "Whole") -> RenderableType:
    built = table("when", "who", "became", "why")
    for state, decided in whole.decisions:
        reason = plain(why_decided(decided))
        built.add_row(moment(decided.at), plain(decided.by), term(state), reason)
    return built


def _what_for(entry: BankEntry) -> str:
    proposal = entry.booked or (entry.proposals[0] if entry.proposals else None)
    if proposal is None or entry.state is EntryState.UNMATCHED:
        return ""
    mark = "" if entry.booked else "? "
    return mark + _invoices(entry.transaction, proposal)


def _invoices(transaction: Transaction, proposal: Proposal) -> str:
    named = [
        f"{plain(share.invoice)} {_amount(transaction, share.minor)}" for share in proposal.shares
    ]
    if proposal.left:
        left = _amount(transaction, proposal.left)
        named.append(staff_words()("bank_show.credit", amount=left))
    return ", ".join(named)


def _amount(transaction: Transaction, minor: int) -> str:
    return str(Money.from_minor(minor, transaction.booking.currency))


def problem_line(problem: Mapping[str, Any]) -> str:
    line, said = problem.get("line"), plain(problem["problem"])
    return staff_words()("file.line_problem", line=line, problem=said)
