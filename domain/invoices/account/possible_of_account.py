"""What can be done with an account's money now, and why not: by the rules that refuse it, and read
from its statement. In the end the ledger decides."""

from collections.abc import Iterable

from domain.accounts.account import Account
from domain.invoices.money.refunds import hinders_refund
from domain.invoices.new.issuing import hinders_issue
from domain.invoices.obstacles import Why
from domain.invoices.taken_back.corrections import hinders_correct
from domain.invoices.taken_back.reversals import hinders_reverse
from domain.invoices.views.statement import Exposure
from domain.operations.obstacles import Hindrance, Possible, shown


def possible_of_account(
    account: Account, exposures: Iterable[Exposure], *, payment: bool, entry: bool, frozen: bool
) -> Possible:
    """What is in the way of each operation on the account as a whole, or None.

    Args:
        payment: A payment counts.
        entry: A payment or a refund can be corrected.
        frozen: Its credit limit is.
    """
    owes = any(each.outstanding and each.outstanding.minor > 0 for each in account.scopes)
    credit = any(each.unapplied_credit.minor for each in exposures)
    return {
        "pay_account": None,
        "refund": shown(hinders_refund(credit)),
        "reverse_account": shown(hinders_reverse(payment, Why.NO_PAYMENT_OF_ACCOUNT)),
        "correct_account": shown(hinders_correct(entry, Why.NO_ENTRY_OF_ACCOUNT)),
        "settle_charges": None if owes else Hindrance(code=Why.NO_CHARGES),
        "issue_invoice": shown(hinders_issue(account, frozen)),
    }
