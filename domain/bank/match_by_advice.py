"""What a customer wrote that a transfer pays, held against the transfer (M7)."""

from collections.abc import Iterator

from domain.bank.amount_fits import less_or_more
from domain.bank.open_items import Advice, OpenItems
from domain.bank.payers import Payer
from domain.bank.proposals import Evidence, Incoming, Proposal, Rule, Seen, Share
from domain.bank.texts import SURE_LENGTH
from domain.values.bank_references import normal_form


def by_advice(money: Incoming, items: OpenItems, payer: Payer) -> Iterator[tuple[Proposal, bool]]:
    """M7: what the customer wrote that this transfer pays. Where it is named by its reference, what
    only has its amount is about another.

    Yields:
        A reading, and whether it is certain.
    """
    if not items.advice:
        return
    names = money.naming()
    named = [
        advice
        for reference, advice in items.advice
        if advice.currency == money.currency and names(reference)
    ]
    fitting = named or [
        advice
        for advice in items.advice_of_amount.get((money.minor, money.currency), ())
        if payer.speaks_for(advice.account)
    ]
    readings = [(advice, _advised(money, items, payer, advice)) for advice in fitting]
    told = [(advice, each) for advice, each in readings if each and (named or each.shares)]
    for advice, proposal in told:
        seen = {each.seen for each in proposal.evidence}
        whole = Seen.AMOUNT_EQUAL in seen and not proposal.left
        trusted = payer.speaks_for(advice.account) or (
            not payer.customers and len(normal_form(advice.reference)) >= SURE_LENGTH
        )
        alone = len(told) == 1 and Seen.OTHER_ACCOUNTS not in seen
        yield proposal, whole and trusted and alone


def names_transfer(advice: Advice, money: Incoming) -> bool:
    """Whether it is written for this transfer by the reference that it has."""
    return advice.currency == money.currency and money.naming()(normal_form(advice.reference))


def _advised(money: Incoming, items: OpenItems, payer: Payer, advice: Advice) -> Proposal | None:
    """As the advice says, as far as the money goes and something is open; None where it is about
    something that is not known any more. A payment is for one account: of invoices of several only
    the customer's own are in it."""
    known = [items.items.get(number) for number, _ in advice.shares]
    accounts = {each.account for each in known if each is not None}
    account = next(iter(accounts)) if len(accounts) == 1 else advice.account
    left, shares = money.minor, []
    for item, (number, minor) in zip(known, advice.shares, strict=True):
        if item is None or item.currency != money.currency:
            return None
        part = min(minor, item.open, left) if item.account == account else 0
        left -= part
        if part:
            shares.append(Share(number, part))
    equal = advice.minor == money.minor
    seen = Seen.AMOUNT_EQUAL if equal else less_or_more(money.minor, advice.minor)
    evidence = [Evidence(Seen.ADVICE, advice.id), *payer.evidence(account), Evidence(seen)]
    if accounts != {advice.account}:
        evidence.append(Evidence(Seen.OTHER_ACCOUNTS))
    return Proposal(Rule.ADVICE, account, tuple(shares), left, tuple(evidence))
