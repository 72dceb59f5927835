"""Months of a simulated bank on two accounts of ours, reconciled: each adds up to the truth.

It takes some seconds, since everything that is certain is really booked.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time

from application.bank.import_statements import import_statements
from application.bank.reconcile import reckoned_lines, reconcile
from application.ports.bank_files import File
from application.ports.bank_lines import Reconciled
from domain.bank.policy import BankPolicy
from domain.bank.reconciling import Differs, Line
from domain.invoices.policy import InvoicePolicy
from tests.bank import bank_files
from tests.bank.camt_files import OURS
from tests.bank.year import FIRST_DAY, Transfer, a_year
from tests.ledger.bank_statements import file_of
from tests.ledger.billing import CLERK, Billing

OTHER = "NL20INGB0001234567"
LAST_DAY = date(2026, 12, 31)
LATER = datetime(2027, 1, 2, tzinfo=UTC)


def of_account(account: str, content: bytes) -> bytes:
    return content.replace(OURS.encode(), account.encode())


def _on_the_other(transfer: Transfer) -> bool:
    """A customer pays on one account, and is given back from there."""
    return bool(int(transfer.customer[-1:] or transfer.number) % 2)


async def test_the_report_of_each_account_adds_up_to_the_truth(billing: Billing) -> None:
    year = a_year(4, "2026{:05}", customers=6, months=2)
    for bill in year.bills:
        when = datetime.combine(bill.issued_on, time(9), UTC)
        amount = f"{bill.minor // 100}.{bill.minor % 100:02}"
        await billing.issue(bill.number, amount, when, issued_on=bill.issued_on)
    days: dict[str, dict[date, list[Transfer]]] = {OURS: defaultdict(list), OTHER: {}}
    for on, transfers in year.days.items():
        days[OURS][on] = [each for each in transfers if not _on_the_other(each)]
        days[OTHER][on] = [each for each in transfers if _on_the_other(each)]
    balances = dict.fromkeys(days, 0)
    files: list[File] = []
    for on in sorted(year.days):
        for account, write in ((OURS, bank_files.camt), (OTHER, bank_files.german)):
            transfers = days[account][on]
            if not transfers:
                continue
            content = write(on, transfers, balances[account])
            files.append(file_of(of_account(account, content)))
            balances[account] += sum(each.minor for each in transfers)
        if on.toordinal() % 4 == 0 or on == max(year.days):
            await import_statements(
                billing.ledger, [*files, files[0]], by=CLERK, now=lambda: LATER,
                policy=BankPolicy(), invoices=InvoicePolicy(),
            )  # fmt: skip
            files = []
    counted = returned = 0
    for account, by_day in days.items():
        of = Reconciled(account, FIRST_DAY, LAST_DAY)
        (found,) = (await reconcile(billing.ledger, of)).currencies
        sums, transfers = found.sums, [each for some in by_day.values() for each in some]
        came_in = [each.minor for each in transfers if each.minor > 0]
        went_out = [each.minor for each in transfers if each.minor < 0]
        assert (sums.received.minor, sums.received.entries) == (sum(came_in), len(came_in))
        assert (sums.went_out.minor, sums.went_out.entries) == (sum(went_out), len(went_out))
        assert (found.opening, found.closing) == (0, balances[account])
        assert found.explained, found.differences
        assert {each.kind for each in found.differences} <= {Differs.BY_HAND}
        lines = {line: each.minor for line, each in sums.received_as.items()}
        assert sum(lines.values()) == sums.received.minor
        assert min(lines[Line.ON_INVOICES], lines[Line.UNMATCHED]) > 0
        returned += lines[Line.RETURNED]
        counted += lines[Line.ON_INVOICES]
        one_by_one = [each async for each in reckoned_lines(billing.ledger, of)]
        assert sorted(each.entry.minor for each in one_by_one) == sorted(came_in + went_out)
        for line, each in sums.received_as.items():
            parts = [one.parts.get(line, 0) for one in one_by_one if one.entry.minor > 0]
            assert sum(parts) == each.minor
    paid = [await billing.view(bill.number) for bill in year.bills]
    assert sum(each.paid.minor for each in paid) == counted
    assert returned > 0
