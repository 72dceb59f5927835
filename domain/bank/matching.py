"""What money that came in is for, and whether that is certain enough to be booked without a person
(M1 to M7).

Rules with names find what an entry says, each with what it saw. One reading and no other is
certain and can be booked; anything else is proposed to a person, the best first. Nothing is settled
by a guess, nothing across accounts, and by no tolerance but the policy's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.bank.amount_fits import fit, is_exact, less_or_more
from domain.bank.match_by_advice import by_advice
from domain.bank.naming import Mention, Named, named_in
from domain.bank.open_items import Item, OpenItems, age
from domain.bank.payers import Payer, payer_of
from domain.bank.proposals import Evidence, Incoming, Matching, Proposal, Rule, Seen, Share
from domain.bank.texts import SURE_LENGTH

_PROPOSED = 10
"""Proposals that a person is shown."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read an entry."""

    proposal: Proposal
    certain: bool


def match(money: Incoming, items: OpenItems, tolerated_charges: int = 0) -> Matching:
    """What this money is for.

    Args:
        tolerated_charges: The most that may be written down as banks' charges on one transfer, in
            minor units of its currency.
    """
    named, payer = named_in(money, items), payer_of(money, items)
    advised = [_Reading(*each) for each in by_advice(money, items, payer)]
    found = [
        *_by_names(money, items, named, payer, tolerated_charges),
        *_by_wire(money, items),
        *advised,
    ]
    said = any(mention.item.open for mention in named.all) or any(e.certain for e in advised)
    if not said:
        found += _by_payer(money, items, named, payer, tolerated_charges)
    certain = [each.proposal for each in found if each.certain]
    # What a customer wrote is never overruled by what only seems so.
    readings = [*certain, *(each.proposal for each in advised)]
    if certain and all(each.does_the_same(certain[0]) for each in readings):
        return Matching(certain=_with_advice(certain))
    proposals = [*certain, *(each.proposal for each in found if not each.certain)]
    proposals += _oldest_first(money, items, named, payer)
    return Matching(proposals=_distinct(proposals)[:_PROPOSED])


def _with_advice(agreed: Sequence[Proposal]) -> Proposal:
    """The first of those that do the same, with the advice that says so, too."""
    first, *others = agreed
    more = [each for other in others for each in other.evidence if each.seen is Seen.ADVICE]
    return replace(first, evidence=(*first.evidence, *more))


def _by_names(
    money: Incoming, items: OpenItems, named: Named, payer: Payer, tolerated_charges: int
) -> Iterator[_Reading]:
    """M1, M2, M3: what the entry names, by account."""
    accounts = dict.fromkeys(mention.item.account for mention in named.all)
    for account in accounts:
        mentions = [each for each in named.all if each.item.account == account]
        sure = [each for each in named.sure.values() if each.item.account == account]
        reading = _of_mentions(money, sure or mentions, payer, tolerated_charges)
        alone = len(accounts) == 1 and bool(sure)
        unclear = len(mentions) > len(sure) or named.unread
        exact = any(e.seen in (Seen.AMOUNT_EQUAL, Seen.CHARGES) for e in reading.proposal.evidence)
        further = [*_with_the_rest(money, items, reading.proposal)]
        certain = reading.certain and alone and (exact or not unclear) and not further
        proposal = reading.proposal
        if len(accounts) > 1:
            more = Evidence(Seen.OTHER_ACCOUNTS)
            proposal = replace(proposal, evidence=(*proposal.evidence, more))
        yield _Reading(proposal, certain)
        for each in further:
            yield _Reading(each, certain=False)


def _with_the_rest(money: Incoming, items: OpenItems, proposal: Proposal) -> Iterator[Proposal]:
    """The same and one more invoice, which what is left is just enough for: its reference may be
    what nobody can read."""
    if not proposal.shares:
        return
    named = {share.invoice for share in proposal.shares}
    for item in items.of_account[proposal.account]:
        fits = item.currency == money.currency and item.open == proposal.left
        if fits and item.number not in named:
            shares = (*proposal.shares, Share(item.number, item.open))
            less = tuple(e for e in proposal.evidence if e.seen is not Seen.AMOUNT_MORE)
            evidence = (*less, Evidence(Seen.AMOUNT_EQUAL))
            yield Proposal(Rule.SEVERAL, proposal.account, shares, 0, evidence)


def _of_mentions(
    money: Incoming, mentions: Sequence[Mention], payer: Payer, tolerated_charges: int
) -> _Reading:
    items = sorted((each.item for each in mentions), key=age)
    account = items[0].account
    payable = [item for item in items if item.open and item.currency == money.currency]
    fits = fit(money, payable, tolerated_charges)
    evidence = [each.evidence for each in mentions] + [*payer.evidence(account)]
    evidence += [Evidence(Seen.SETTLED, item.number) for item in items if not item.open]
    foreign = [item for item in items if item.open and item.currency != money.currency]
    evidence += [Evidence(Seen.OTHER_CURRENCY, item.number) for item in foreign]
    if payable:
        evidence.append(fits.evidence)
    several = len(mentions) > 1
    checked = all(each.rule is Rule.REFERENCE for each in mentions)
    rule = Rule.SEVERAL if several else mentions[0].rule
    certain = len(payable) == len(items) and (
        # A number without check digits may be mistyped: payer and amount must say the same.
        fits.exact or (checked and (not several or fits.evidence.seen is Seen.AMOUNT_MORE))
    )
    if not checked:
        certain = certain and payer.speaks_for(account)
    proposal = Proposal(rule, account, fits.shares, fits.left, tuple(evidence))
    return _Reading(proposal, certain)


def _by_wire(money: Incoming, items: OpenItems) -> Iterator[_Reading]:
    """M4: the transfer that a customer said was on its way, by its bank's reference."""
    for reference in sorted(money.called) if items.wires else ():
        wires = items.wires.get(reference, ())
        known = [items.items[wire.invoice] for wire in wires if wire.invoice in items.items]
        if not known or len(known) < len(wires):
            continue
        accounts = {item.account for item in known}
        shares = tuple(
            Share(item.number, min(item.open, wire.minor))
            for item, wire in zip(known, wires, strict=True)
            if item.open
        )
        declared = sum(wire.minor for wire in wires)
        same = all(wire.currency == money.currency for wire in wires)
        equal = declared == money.minor and same
        if not same or sum(share.minor for share in shares) > money.minor:
            shares = ()
        left = money.minor - sum(share.minor for share in shares)
        seen = Seen.AMOUNT_EQUAL if equal else less_or_more(money.minor, declared)
        evidence = (Evidence(Seen.WIRE, reference), Evidence(seen))
        for account in sorted(accounts):
            of_account = tuple(s for s in shares if items.items[s.invoice].account == account)
            yield _Reading(
                Proposal(Rule.WIRE, account, of_account, left, evidence),
                equal and len(accounts) == 1 and len(reference) >= SURE_LENGTH and bool(shares),
            )


def _by_payer(
    money: Incoming, items: OpenItems, named: Named, payer: Payer, tolerated_charges: int
) -> list[_Reading]:
    """M5: an account that paid for one customer before, with an amount that is one open invoice,
    all that is overdue or all that is open. M6: the payer's name and such an amount."""
    customers = payer.customers
    found = []
    for customer in sorted(customers):
        due = [item for item in items.of_account[customer] if item.currency == money.currency]
        known = payer.evidence(customer)
        rule = Rule.PAYER if customer in payer.by_account else Rule.NAME
        for chosen, seen in _sets_of(money, due, tolerated_charges):
            fits = fit(money, chosen, tolerated_charges)
            evidence = (*known, fits.evidence, *seen)
            found.append(Proposal(rule, customer, fits.shares, fits.left, evidence))
    alone = len(payer.by_account) == 1 and all(each.does_the_same(found[0]) for each in found)
    sure = alone and not named and not named.unknown and not payer.contradicts
    return [_Reading(each, sure and each.rule is Rule.PAYER) for each in found]


def _sets_of(
    money: Incoming, due: Sequence[Item], tolerated_charges: int
) -> Iterator[tuple[Sequence[Item], tuple[Evidence, ...]]]:
    """The invoices that the amount is exactly, one alone or those that are due."""
    ones = [item for item in due if is_exact(money, item.open, tolerated_charges)]
    equal = (Evidence(Seen.SEVERAL_EQUAL),) if len(ones) > 1 else ()
    for item in ones:
        yield [item], equal
    overdue = [item for item in due if item.overdue(money.on)]
    for chosen, seen in ((overdue, Seen.ALL_OVERDUE), (due, Seen.ALL_OPEN)):
        if chosen and is_exact(money, sum(each.open for each in chosen), tolerated_charges):
            yield chosen, (Evidence(seen),)


def _oldest_first(
    money: Incoming, items: OpenItems, named: Named, payer: Payer
) -> Iterator[Proposal]:
    """For whom it seems to be, where no invoice can be told: the oldest first, and the rest as
    unapplied credit."""
    accounts = dict.fromkeys(mention.item.account for mention in named.all)
    accounts.update(dict.fromkeys(sorted(payer.customers)))
    for account in accounts:
        due = [item for item in items.of_account[account] if item.currency == money.currency]
        fits = fit(money, due, 0)
        rule = Rule.PAYER if account in payer.by_account else Rule.NAME
        if not payer.evidence(account):
            continue
        evidence = (*payer.evidence(account), fits.evidence)
        yield Proposal(rule, account, fits.shares, fits.left, evidence)


def _distinct(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Each outcome once, by the rule that says most; the best first."""
    kept: list[Proposal] = []
    for each in sorted(proposals, key=_rank):
        if not any(each.does_the_same(other) for other in kept):
            kept.append(each)
    return tuple(kept)


_BY_RULE = {
    rule: at
    for at, rule in enumerate(
        (Rule.REFERENCE, Rule.SEVERAL, Rule.ADVICE, Rule.WIRE, Rule.NUMBER, Rule.PAYER, Rule.NAME)
    )
}


def _rank(proposal: Proposal) -> tuple[bool, bool, int]:
    """What names an invoice and has its amount comes first; then what names one; then what fits."""
    seen = {each.seen for each in proposal.evidence}
    fits = bool(seen & {Seen.AMOUNT_EQUAL, Seen.CHARGES})
    unsure = bool(seen & {Seen.CHECK_FAILS, Seen.NUMBER_IN_PART, Seen.SEVERAL_EQUAL})
    return not fits, unsure, _BY_RULE[proposal.rule]
