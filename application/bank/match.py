"""Matches entries that nobody has decided on with what is open now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.ports.bank import BankStatements
from application.ports.ledger import Ledger
from domain.bank.entries import BankEntry, Decided
from domain.bank.entry_states import EntryState
from domain.bank.matching import match
from domain.bank.open_items import OpenItems
from domain.bank.policy import BankPolicy
from domain.bank.proposals import Evidence, Proposal, Rule, Seen
from domain.events.event import Event
from domain.events.of_bank import payment_unmatched
from domain.values.bank_references import normal_form

AT_ONCE = 500
"""Entries that are matched and written down together."""


@dataclass(frozen=True, slots=True)
class Certain:
    """A transaction with the one reading that it has."""

    entry: BankEntry
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Matched:
    """What waits and may be booked without a person."""

    certain: list[Certain] = field(default_factory=list)
    giving_back: list[BankEntry] = field(default_factory=list)
    """What takes back, or gives back, an earlier transaction; it is not matched with what is
    open."""


async def match_entries(ledger: Ledger, policy: BankPolicy, by: str, now: datetime) -> Matched:
    """Matches every transaction that brought money and waits for a decision. What has several
    readings is kept with them; what has one is returned, to be booked."""
    items = await known_items(ledger, policy, now)
    matched = Matched()
    after = ""
    while True:
        async with ledger.writing() as transaction:
            waiting = await transaction.bank.unmatched(after, AT_ONCE)
            matched.giving_back.extend(each for each in waiting if each.transaction.gives_back)
            incoming = [each for each in waiting if _brought_money(each)]
            entered = await _recorded(transaction.bank, incoming, by, now)
            rest = [each for each in incoming if each.transaction.id not in entered]
            proposed: list[tuple[str, Sequence[Proposal]]] = []
            told: list[Event] = []
            for entry in rest:
                found, proposals = _matched(entry, items, policy)
                if found is not None:
                    # Two transfers of one file for one invoice: the second finds it settled.
                    for share in found.shares:
                        items.settle(share.invoice, share.minor + share.charges)
                    matched.certain.append(Certain(entry, found))
                    continue
                if not entry.proposals and entry.decided is None:
                    told.append(payment_unmatched(entry, bool(proposals), now))
                if proposals != entry.proposals or bool(proposals) != _is_suggested(entry):
                    proposed.append((entry.transaction.id, proposals))
            await transaction.bank.propose(proposed)
            if told:  # each once, however often it is matched
                await transaction.events.add(told)
        if len(waiting) < AT_ONCE:
            return matched
        after = waiting[-1].transaction.id


async def known_items(ledger: Ledger, policy: BankPolicy, now: datetime) -> OpenItems:
    """All that money can be for now."""
    settled = now.date() - timedelta(days=policy.settled_known_for_days)
    advised = now - timedelta(days=policy.advice_known_for_days)
    async with ledger.reading() as transaction:
        return await transaction.bank.open_items(settled, advised)


def _is_suggested(entry: BankEntry) -> bool:
    return entry.state is EntryState.SUGGESTED


def _brought_money(entry: BankEntry) -> bool:
    return entry.transaction.minor > 0 and not entry.transaction.gives_back


def _matched(
    entry: BankEntry, items: OpenItems, policy: BankPolicy
) -> tuple[Proposal | None, tuple[Proposal, ...]]:
    """What is certain and may be booked; or else what is proposed."""
    money = entry.transaction.incoming()
    found = match(money, items, policy.charges_in(money.currency))
    if found.certain is None:
        return None, found.proposals
    # What somebody has decided and undone is theirs to decide again.
    by_itself = policy.book_certain and entry.decided is None
    return (found.certain, ()) if by_itself else (None, (found.certain,))


async def _recorded(
    bank: BankStatements, waiting: Sequence[BankEntry], by: str, now: datetime
) -> set[str]:
    """Those that somebody entered by hand before, under the bank's reference: they are booked."""
    known = await bank.recorded([each.transaction.bank_reference for each in waiting])
    done = set()
    for entry in waiting:
        transaction = entry.transaction
        key = normal_form(transaction.bank_reference)
        recorded = known.get(key)
        came = transaction.booking.currency, transaction.minor
        if recorded is None or (recorded.currency, recorded.minor) != came:
            continue
        del known[key]  # one payment is one entry, whatever reference another one has
        seen = (Evidence(Seen.RECORDED, transaction.bank_reference),)
        proposal = Proposal(Rule.RECORDED, recorded.customer, (), 0, seen)
        decided = Decided(proposal=proposal, by=by, at=now)
        await bank.decide(transaction.id, EntryState.BOOKED, decided, recorded.customer)
        done.add(transaction.id)
    return done
