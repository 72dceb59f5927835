"""What a bank's account is reconciled from, as `application.ports.bank_lines` asks for it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BigInteger, BindParameter, and_, bindparam, cast, func, or_, select

from adapters.ledger.bank.tables import bank_entries, bank_statements
from adapters.ledger.invoices.tables import payment_changes, payments
from adapters.ledger.sql.connection import Connection
from application.ports.bank_lines import OfReference, Reconciled
from domain.bank.entries import Decided
from domain.bank.entry_states import EntryState
from domain.bank.joined_statements import StatementRead
from domain.bank.proposals import Rule
from domain.bank.reconciling import BankLine, Recorded, Sum
from domain.bank.statements import Form
from domain.invoices.allocation.receivables import PaymentChange

_ENTRY, _STATEMENT, _PAYMENT = bank_entries.c, bank_statements.c, payments.c
_TRANSACTION = _ENTRY.transaction
_RULE = _ENTRY.decided["proposal"]["rule"].as_string()

_COLUMNS = (
    _ENTRY.id,
    _ENTRY.currency,
    _ENTRY.minor,
    _ENTRY.booked_on,
    _ENTRY.state,
    _ENTRY.decided,
    _ENTRY.reference,
    _ENTRY.customer,
    _TRANSACTION["booking"]["code"].as_string().label("code"),
    _TRANSACTION["party"]["name"].as_string().label("party"),
    _TRANSACTION["party"]["account"].as_string().label("party_account"),
    _TRANSACTION["text"].as_string().label("text"),
)


def _sum(of: str) -> object:
    return cast(func.sum(_PAYMENT[f"{of}_minor"]), BigInteger)


_THESE: BindParameter[str] = bindparam("of_references", expanding=True)
_RECORDED = (
    select(
        _PAYMENT.transfer,
        *(_sum(each) for each in ("amount", "allocated", "refunded", "taken_back")),
    )
    .where(_PAYMENT.transfer.in_(_THESE))
    .group_by(_PAYMENT.transfer)
)
_BOOKED = select(_ENTRY.reference, _ENTRY.id, _RULE).where(
    _ENTRY.reference.in_(_THESE), _ENTRY.state == EntryState.BOOKED, _ENTRY.minor > 0
)
_TAKEN_BACK = (
    select(_PAYMENT.transfer, payment_changes.c.by, payment_changes.c.at)
    .join_from(payment_changes, payments)
    .where(
        _PAYMENT.transfer.in_(_THESE),
        payment_changes.c.kind.in_((PaymentChange.REVERSAL, PaymentChange.CORRECTION)),
    )
    .order_by(payment_changes.c.id)
)


class StoredBankLines:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def accounts(self) -> list[str]:
        found = select(_STATEMENT.account).distinct().order_by(_STATEMENT.account)
        return list((await self._connection.execute(found)).scalars())

    async def statements(self, of: Reconciled) -> list[StatementRead]:
        mine = _STATEMENT.account == of.account
        before = (
            select(_STATEMENT.currency, func.max(_STATEMENT.until).label("until"))
            .where(mine, _STATEMENT.until < of.since, _STATEMENT.closing_minor.is_not(None))
            .group_by(_STATEMENT.currency)
            .subquery()
        )
        found = await self._connection.execute(
            select(
                _STATEMENT.id,
                _STATEMENT.form,
                _STATEMENT.number,
                _STATEMENT.currency,
                _STATEMENT.sequence,
                _STATEMENT.since,
                _STATEMENT.until,
                _STATEMENT.opening_minor,
                _STATEMENT.closing_minor,
            )
            .outerjoin(before, before.c.currency == _STATEMENT.currency)
            .where(
                mine,
                or_(
                    _STATEMENT.until == before.c.until,
                    and_(
                        _STATEMENT.until >= of.since,
                        or_(_STATEMENT.until <= of.until, _STATEMENT.since <= of.until),
                    ),
                ),
            )
            .order_by(_STATEMENT.until, _STATEMENT.sequence, _STATEMENT.imported_at, _STATEMENT.id)
        )
        return [StatementRead(row[0], Form(row[1]), *row[2:]) for row in found]

    async def lines(self, of: Reconciled, after: BankLine | None, limit: int) -> list[BankLine]:
        wanted = (
            select(*_COLUMNS)
            .where(_ENTRY.account == of.account, _ENTRY.booked_on.between(of.since, of.until))
            .order_by(_ENTRY.booked_on, _ENTRY.id)
            .limit(limit)
        )
        if after is not None:
            same_day = and_(_ENTRY.booked_on == after.booked_on, _ENTRY.id > after.id)
            wanted = wanted.where(or_(_ENTRY.booked_on > after.booked_on, same_day))
        return [
            BankLine(
                id=row.id,
                currency=row.currency,
                minor=row.minor,
                booked_on=row.booked_on,
                state=EntryState(row.state),
                decided=None if row.decided is None else Decided.model_validate(row.decided),
                reference=row.reference,
                customer=row.customer,
                code=row.code or "",
                party=row.party or "",
                party_account=row.party_account or "",
                text=row.text or "",
            )
            for row in await self._connection.execute(wanted)
        ]

    async def pending(self, of: Reconciled) -> dict[str, Sum]:
        said_on = _TRANSACTION["booking"]["booked_on"].as_string()
        found = await self._connection.execute(
            select(_ENTRY.currency, cast(func.sum(_ENTRY.minor), BigInteger), func.count())
            .where(_ENTRY.account == of.account, _ENTRY.state == EntryState.PENDING)
            .where(said_on.between(of.since.isoformat(), of.until.isoformat()))
            .group_by(_ENTRY.currency)
        )
        return {currency: Sum(minor, count) for currency, minor, count in found}

    async def of_references(self, references: Sequence[str]) -> dict[str, OfReference]:
        if not references:
            return {}
        asked = {"of_references": list(references)}
        booked: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for reference, entry, rule in await self._connection.execute(_BOOKED, asked):
            booked[reference].append((entry, rule == Rule.RECORDED))
        sums = {key: of for key, *of in await self._connection.execute(_RECORDED, asked)}
        taken_back = {
            transfer: (by, at)
            for transfer, by, at in await self._connection.execute(
                _TAKEN_BACK, {"of_references": [key for key, of in sums.items() if of[-1]]}
            )
        }
        recorded = {key: Recorded(*of, *taken_back.get(key, ())) for key, of in sums.items()}
        return {
            key: OfReference(recorded.get(key), tuple(booked.get(key, ())))
            for key in recorded.keys() | booked.keys()
        }
