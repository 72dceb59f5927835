"""A statement of some days adds up with those before and after it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.invoices.account.statement_period import in_period
from domain.invoices.views.statement import EntryKind, Statement, StatementEntry
from domain.values.money import Money

FIRST = date(2026, 1, 1)
_day = st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days))
_entries = st.lists(
    st.tuples(_day, st.integers(-500, 500), st.sampled_from(["EUR", "USD"])), max_size=12
)


def _statement(entries: list[tuple[date, int, str]]) -> Statement:
    balances = {"EUR": 0, "USD": 0}
    lines = []
    for on, amount, currency in sorted(entries, key=lambda each: each[0]):
        balances[currency] += amount
        money = Money.from_minor(abs(amount), currency)
        lines.append(
            StatementEntry(
                on=on,
                at=datetime(2026, 2, 1, tzinfo=UTC),
                kind=EntryKind.INVOICE if amount > 0 else EntryKind.PAYMENT,
                document="D-1",
                debit=money if amount > 0 else None,
                credit=money if amount < 0 else None,
                balance=Money.from_minor(balances[currency], currency),
            )
        )
    return Statement(
        account="a-1",
        company="Contoso",
        as_of=date(2026, 11, 30),
        on_hold=False,
        entries=tuple(lines),
    )


def _sums(statement: Statement) -> dict[str, int]:
    sums = {each.currency: 0 for each in statement.opening}
    for each in statement.entries:
        sums[each.balance.currency] += each.debit.minor if each.debit else 0
        sums[each.balance.currency] -= each.credit.minor if each.credit else 0
    return sums


@given(_entries, st.none() | _day, st.none() | _day)
def test_what_was_owed_before_and_what_happened_come_to_what_is_owed_after(
    entries: list[tuple[date, int, str]], since: date | None, until: date | None
) -> None:
    if since and until and until < since:
        since, until = until, since
    stated = in_period(_statement(entries), since, until)

    assert all(since is None or each.on >= since for each in stated.entries)
    assert all(until is None or each.on <= until for each in stated.entries)
    sums = _sums(stated)
    assert [each.minor for each in stated.closing] == [
        each.minor + sums[each.currency] for each in stated.opening
    ]


@given(_entries, _day)
def test_a_period_begins_with_what_the_one_before_ended_with(
    entries: list[tuple[date, int, str]], day: date
) -> None:
    whole = _statement(entries)
    before = in_period(whole, None, day)
    after = in_period(whole, day + timedelta(days=1))

    assert before.closing == after.opening
    assert before.entries + after.entries == whole.entries
    assert after.closing == in_period(whole).closing
    assert all(each.minor == 0 for each in before.opening)
