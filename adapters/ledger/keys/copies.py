"""Copies data keys from the ledger, and restores them into one that was lost or set back."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.ledger.keys.data_keys import StoredDataKeys, WrappedKey, lost, unwrapped
from adapters.ledger.sql.connection import Connection
from application.ports.sealing import MasterKey
from domain.errors import InvalidFile, MasterKeyUnusable, UnderWay
from domain.people.key_copy import CopiedKey, CopiedMaster, KeyCopy


@dataclass
class Taking:
    """What is to be done with each key of a copy."""

    add: list[WrappedKey] = field(default_factory=list)
    rewrap: list[tuple[WrappedKey, WrappedKey]] = field(default_factory=list)
    """As the ledger has it, and as the copy has it."""
    destroyed: list[WrappedKey] = field(default_factory=list)
    """The ledger is to know that they were."""
    already: int = 0
    erased: int = 0
    erase_again: set[str] = field(default_factory=set)
    """Owners."""


async def copied(connection: Connection, now: datetime) -> KeyCopy:
    """All that the ledger has."""
    keys = StoredDataKeys(connection)
    return KeyCopy(
        made_at=now,
        masters=tuple(
            CopiedMaster(name=name, since=since) for name, since in await keys.masters_since()
        ),
        keys=tuple(
            CopiedKey(
                id=each.id,
                owner=each.owner,
                number=each.number,
                master=each.master,
                wrapped=each.wrapped,
            )
            for each in await keys.all()
        ),
    )


def sorted_out(
    copy: KeyCopy, here: Sequence[WrappedKey], erased: Collection[str], masters: Collection[str]
) -> Taking:
    """No key of the ledger is replaced by another, and none of an erased owner comes back.

    Args:
        here: All that the ledger has.
        erased: Owners of the copy that were erased, as the storage remembers it.
        masters: Names of the master keys of this process.
    """
    known = {each.id: each for each in here}
    live = {each.owner for each in here if each.wrapped is not None}
    gone = {each.owner for each in here if each.wrapped is None}
    gone |= {each.owner for each in copy.keys if each.wrapped is None} | set(erased)
    taking = Taking(erase_again=gone & live)
    for each in copy.keys:
        key = WrappedKey(each.id, each.owner, each.number, each.master, each.wrapped)
        mine = known.get(key.id)
        if key.owner in gone:
            taking.erased += 1
            if mine is None and key.owner not in live:
                taking.destroyed.append(replace(key, wrapped=None))
        elif mine is None:
            taking.add.append(key)
        elif mine.master not in masters and key.master in masters:
            taking.rewrap.append((mine, key))
        else:
            taking.already += 1
    return taking


async def prove(copy: KeyCopy, taking: Taking, masters: Mapping[str, MasterKey]) -> None:
    """That each key to be taken is one that a master key of this process wrapped for its owner.

    Raises:
        InvalidFile: some are not; with each.
        MasterKeyUnusable: this process does not have the master key that wrapped one.
        ServiceUnreachable: the keeper of a master key does not answer.
    """
    taken = [*taking.add, *(key for _, key in taking.rewrap)]
    for each in taken:
        if each.master not in masters:
            raise MasterKeyUnusable(
                f"Keys of this copy are wrapped by the master key {each.master}, which this command"
                " does not have: set PAYBYINVOICE_MASTER_KEY to it. Nothing was changed.",
                master=each.master,
            )
    places = {each.id: number for number, each in enumerate(copy.keys)}
    problems = []
    for each in taken:
        try:
            await unwrapped(each, masters.__getitem__)
        except MasterKeyUnusable:
            problems.append(
                {
                    "field": f"keys.{places[each.id]}.wrapped",
                    "code": "not_wrapped_by_it",
                    "problem": "The master key that it names did not wrap this for this owner.",
                }
            )
    if problems:
        raise InvalidFile(problems)


async def take(
    connection: Connection,
    copy: KeyCopy,
    sort_out: Callable[[Sequence[WrappedKey]], Taking],
    masters: Collection[str],
    now: datetime,
) -> Taking:
    """What was proven is written into the ledger, as far as it still lacks it.

    Args:
        sort_out: `sorted_out` for what the ledger has.

    Raises:
        MasterKeyUnusable: a later master key than the ledger's wrapped the newest keys of the copy,
            and this process does not have it.
        UnderWay: somebody else makes keys at this moment.
    """
    stored = StoredDataKeys(connection)
    await _take_masters(stored, copy.masters, masters)
    here = await stored.all()
    taking = sort_out(here)
    numbers = defaultdict[str, set[int]](set)
    for each in here:
        numbers[each.owner].add(each.number)
    for each in (*taking.add, *taking.destroyed):
        taken = numbers[each.owner]
        number = max(taken) + 1 if each.number in taken else each.number
        taken.add(number)
        if not await stored.add(replace(each, number=number), now):
            raise UnderWay(
                "Keys are being made at this moment. Nothing was changed: end every worker and"
                " every other import, and import this copy again."
            )
    for mine, key in taking.rewrap:
        await stored.rewrap(mine, key.master, key.wrapped or b"")
    return taking


async def _take_masters(
    stored: StoredDataKeys, copied: Sequence[CopiedMaster], masters: Collection[str]
) -> None:
    """Those that the ledger does not know of yet, where it was set back or lost."""
    here = await stored.masters()
    later = copied[len(here) :]
    if not later or [each.name for each in copied[: len(here)]] != here:
        return
    if later[-1].name not in masters:
        raise lost(later[-1].name)
    for number, each in enumerate(later, start=len(here)):
        await stored.begin_with(each.name, number, each.since)
