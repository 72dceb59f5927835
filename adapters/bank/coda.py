"""CODA of Belgian banks: records of 128 characters in fixed places.

The library `coda` knows the places; it is given one statement at a time, padded to its width.
Belgian transfers carry a creditor's reference of their own, `+++090/9337/55493+++`, as a structured
communication.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from coda import CODA

from adapters.bank.refusing import MAX_STATEMENT_CHARACTERS, refused
from adapters.bank.text_lines import Line, lines_of
from domain.bank.statements import (
    Batch,
    Closed,
    Detail,
    Entry,
    Form,
    Opened,
    Part,
    Party,
    Reference,
    ReferenceKind,
    Returned,
    Standing,
)

_WIDTH = 128
_DETAIL_OF_A_DETAIL = re.compile(r"^(?P<before>21.{51})9")
_REASON = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")
_STRUCTURED = {"100": ReferenceKind.STRUCTURED, "101": ReferenceKind.STRUCTURED}
_STRUCTURED |= {"102": ReferenceKind.STRUCTURED, "103": ReferenceKind.STRUCTURED}


def read_coda(file: IO[bytes]) -> Iterator[Part]:
    """The parts of every statement in the file.

    Raises:
        InvalidFile: a record is not as the format has it, or the sums that the statement itself
            names are others.
    """
    found = False
    for lines in _statements(lines_of(file)):
        found = True
        yield from _parts(lines)
    if not found:
        raise refused("no_statement", "There is no statement of an account in this file.")


def _statements(lines: Iterator[Line]) -> Iterator[list[Line]]:
    statement: list[Line] = []
    for line in lines:
        if not line.text.strip():
            continue
        if line.text[0] == "0" and statement:
            raise _cut_off(statement)
        statement.append(line)
        if len(statement) * _WIDTH > MAX_STATEMENT_CHARACTERS:
            problem = "This statement is too long to be read as one."
            raise refused("statement_too_long", problem, line=line.number)
        if line.text[0] == "9":
            yield statement
            statement = []
    if statement:
        raise _cut_off(statement)


def _cut_off(statement: list[Line]) -> Exception:
    problem = "This statement ends before its last record (9)."
    return refused("file_cut_off", problem, line=statement[-1].number)


def _parts(lines: list[Line]) -> Iterator[Part]:
    if lines[0].text[0] != "0":
        problem = "This statement does not begin with its header (0)."
        raise refused("record_misplaced", problem, line=lines[0].number)
    try:
        (statement,) = CODA([_record(line.text) for line in lines]).statements
    except AssertionError:
        problem = "The sums or the number of records that this statement names are others."
        raise refused("total_differs", problem, line=lines[-1].number) from None
    except (ValueError, ArithmeticError, IndexError, KeyError, AttributeError, TypeError):
        problem = "A record of this statement is not as the format has it."
        raise refused("record_invalid", problem, line=lines[0].number) from None
    currency = statement.account_currency.strip() or "EUR"
    sequence = str(statement.old_sequence or "").strip()
    yield Opened(
        form=Form.CODA,
        id=str(statement.reference or "").strip(),
        account="".join(statement.account.split()),
        currency=currency,
        sequence=int(sequence) if sequence.isdecimal() and int(sequence) else None,
        since=statement.old_balance_date,
        until=statement.new_balance_date,
        opening=_minor(statement.old_balance),
        line=lines[0].number,
    )
    for move in statement.moves:
        yield _entry(move, statement, currency)
    yield Closed(_minor(statement.new_balance), currency, until=statement.new_balance_date)


def _record(text: str) -> str:
    """As the library takes it. It fails at the details of a detail (type 9): they are given to it
    as what else belongs to the movement (type 8), and neither are payments of their own."""
    text = _DETAIL_OF_A_DETAIL.sub(r"\g<before>8", text)
    return text.ljust(_WIDTH) + "\n"


def _entry(move: Any, statement: Any, currency: str) -> Entry:
    within = [each for each in move.moves if each.transaction_type in ("5", "6", "7")]
    batch = bool(within) and sum(each.amount for each in within) == move.amount
    details = [_detail(each, statement) for each in (within if batch else [move])]
    return Entry(
        minor=_minor(move.amount),
        currency=currency,
        standing=Standing.BOOKED,
        booked_on=move.entry_date,
        value_date=move.value_date or move.entry_date,
        bank_reference=move.bank_reference.strip(),
        code=move.transaction_code,
        reversal=bool(_reason(move)),
        batch=Batch(count=len(within)) if batch else None,
        details=tuple(details),
    )


def _detail(move: Any, statement: Any) -> Detail:
    kind = move.communication_type
    said = (move.communication or "").strip()
    references = []
    if move.customer_reference:
        references.append(Reference(ReferenceKind.END_TO_END, move.customer_reference.strip()))
    if kind in _STRUCTURED and said:
        references.append(Reference(_STRUCTURED[kind], said))
    notes = [
        information.communication.strip()
        for information in statement.informations.get(move.bank_reference, ())
        if information.communication_type == "002" and information.sequence == move.sequence
    ]
    reason = _reason(move)
    return Detail(
        minor=_minor(move.amount),
        party=Party(
            name=(move.counterparty_name or "").strip(),
            account=(move.counterparty_account or "").split(" ")[0],
            bank=(move.counterparty_bic or "").strip(),
        ),
        references=tuple(references),
        text="\n".join([*([said] if kind not in _STRUCTURED and said else []), *notes]),
        returned=Returned(reason) if reason else None,
    )


def _minor(amount: Decimal | None) -> int:
    """The format has three decimals, whatever the currency, of which banks use two."""
    return int((amount or Decimal(0)) * 100)


def _reason(move: Any) -> str:
    """Why it came back. In the format's first version other things stand in this place."""
    written = (move.r_reason or "").strip()
    return written if _REASON.fullmatch(written) else ""
