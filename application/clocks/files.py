"""The check of files: whatever a request names is in the storage."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from application.clocks.apart import all_apart
from application.clocks.check import Check
from domain.clocks import ClockFinding, Trouble
from domain.errors import ServiceUnreachable

_AT_ONCE = 500


@dataclass
class FilesChecked:
    findings: list[ClockFinding] = field(default_factory=list)
    answered: bool = True
    """Whether the storage was there for all of them."""


async def check_files(check: Check) -> FilesChecked:
    """Requests that name files which are not in the storage: it was restored from before they were
    sent, or somebody took them away. Those that were let go of on purpose are not looked for."""
    checked, after = FilesChecked(), ""
    async with check.ledger.reading() as transaction:
        seen = await transaction.clocks.files_seen()
    while True:
        async with check.ledger.reading() as transaction:
            page = await transaction.clocks.with_files(after, _AT_ONCE)
        try:
            checked.findings += await all_apart(
                check,
                page,
                lambda kept: kept.request,
                lambda kept: _missing(check, kept.run, kept.request, seen),
            )
        except ServiceUnreachable as away:
            if away.details.get("service") != "documents":
                raise
            return FilesChecked(_by_request(checked.findings), answered=False)
        if len(page) < _AT_ONCE:
            return FilesChecked(_by_request(checked.findings))
        after = page[-1].run


async def _missing(
    check: Check, run: str, request: str, seen: Mapping[str, frozenset[str]]
) -> ClockFinding | None:
    async with check.ledger.reading() as transaction:
        life = await transaction.listings.life(run)
    if life is None:
        return None
    missing = await check.files.missing(life.locations)
    names = {life.files[each] for each in missing} - seen.get(run, frozenset())
    if not names or not await _still_kept(check, run):
        return None
    return ClockFinding(about=request, trouble=Trouble.FILES_MISSING, codes=tuple(sorted(names)))


async def _still_kept(check: Check, run: str) -> bool:
    """False where its files were let go of meanwhile."""
    async with check.ledger.reading() as transaction:
        return await transaction.clocks.keeps_files(run)


def _by_request(findings: list[ClockFinding]) -> list[ClockFinding]:
    """What several runs of a request miss is one task."""
    codes = defaultdict[tuple[str, Trouble], set[str]](set)
    for each in findings:
        codes[each.about, each.trouble].update(each.codes)
    return [
        ClockFinding(about=about, trouble=trouble, codes=tuple(sorted(named)))
        for (about, trouble), named in codes.items()
    ]
