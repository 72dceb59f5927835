"""A statement of account on our letter paper."""

from collections.abc import Iterator
from typing import Any

from adapters.papers.letterhead import address_lines, breakable, letterhead
from adapters.papers.pdf import set_in_pages
from adapters.papers.xml import writable
from domain.accounts.account import Account
from domain.invoices.views.statement import EntryKind, Statement, StatementEntry
from domain.papers.paper import Party
from domain.values.money import Money
from wording.catalogue import Words, words_in
from wording.money import written_money
from wording.papers import day_on_paper, short_day


def statement_pdf(statement: Statement, account: Account, seller: Party, language: str) -> bytes:
    """The same bytes each time, its document date the day of the statement.

    Args:
        account: Whom it is for.
    """
    return set_in_pages("statement.typ", statement_face(statement, account, seller, language))


def statement_face(
    statement: Statement, account: Account, seller: Party, language: str
) -> dict[str, Any]:
    """The texts of a statement, as they are printed."""
    words = words_in(language)
    title, country = words("statement.title"), account.address.country
    return {
        **letterhead(title, statement.as_of, seller, language, country),
        "buyer": [
            writable(statement.company),
            *address_lines(account.address, language, seller.address.country),
        ],
        "facts": list(_facts(statement, words, language)),
        "heads": [words(f"statement.{each}") for each in _HEADS],
        "parts": [_part(statement, each, words, language) for each in statement.closing],
        "nothing": words("statement.nothing"),
        "sides": words("statement.sides"),
    }


_HEADS = ("date", "what", "reference", "debit", "credit", "balance")


def _facts(statement: Statement, words: Words, language: str) -> Iterator[tuple[str, str]]:
    yield words("statement.as_of"), day_on_paper(statement.as_of, language)
    yield words("statement.account"), breakable(writable(statement.account))
    if statement.since or statement.until:
        since, until = (
            each and short_day(each, language) for each in (statement.since, statement.until)
        )
        yield words("statement.period"), words("statement.days", since=since, until=until)


def _part(statement: Statement, closing: Money, words: Words, language: str) -> dict[str, Any]:
    """What a statement says in one currency."""
    currency = closing.currency
    entries = [each for each in statement.entries if each.balance.currency == currency]
    opening = next(each for each in statement.opening if each.currency == currency)
    return {
        "currency": words("paper.amounts_in", currency=currency),
        "opening": [words("statement.opening"), written_money(opening, language)],
        "rows": [_row(each, words, language) for each in entries],
        "closing": [words("statement.closing"), written_money(closing, language)],
    }


def _row(entry: StatementEntry, words: Words, language: str) -> list[str]:
    def sum_(money: Money | None) -> str:
        return written_money(money, language) if money else ""

    settles = ", ".join(each.invoice for each in entry.settles)
    about = entry.invoice if entry.kind is not EntryKind.INVOICE else None
    detail = settles or (about if about != entry.document else "") or ""
    return [
        short_day(entry.on, language),
        words.of("entry", entry.kind),
        breakable(writable(entry.document)),
        words("statement.for", invoices=writable(detail)) if detail else "",
        sum_(entry.debit),
        sum_(entry.credit),
        sum_(entry.balance),
    ]
