"""`worker.py` that dies at one point as if the power were cut, for tests of what is left then.

`DIE_AT` names the point: `before commit` or `after commit` of the switch, `before telling KIND` or
`after telling KIND` of a notice. Only this script knows it.
"""

import os
import signal
from collections.abc import Callable, Sequence
from typing import NoReturn

from sqlalchemy import event

from adapters.ledger.database import Database
from adapters.ledger.outbox import LedgerOutbox
from adapters.ledger.switching import Switching
from domain.account import Account
from domain.findings import Finding
from domain.notices import Notice
from domain.switching import SwitchAnswer, SwitchOrder
from engine import workers
from engine.leaving import run_and_leave
from worker import arguments, serve

DIE_AT = os.environ["DIE_AT"]


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nothing survives this")


class MortalSwitching(Switching):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._engine = database._engine.sync_engine

    async def switch(
        self, order: SwitchOrder, check: Callable[[Account], tuple[Finding, ...]]
    ) -> SwitchAnswer:
        if DIE_AT == "before commit":
            event.listen(self._engine, "commit", lambda _: _die())
        answer = await super().switch(order, check)
        if DIE_AT == "after commit":
            _die()
        return answer


class MortalOutbox(LedgerOutbox):
    async def put(self, notices: Sequence[Notice]) -> int:
        kinds = {notice.kind for notice in notices}
        if any(f"before telling {kind}" == DIE_AT for kind in kinds):
            _die()
        added = await super().put(notices)
        if any(f"after telling {kind}" == DIE_AT for kind in kinds):
            _die()
        return added


if __name__ == "__main__":
    vars(workers).update(Switching=MortalSwitching, LedgerOutbox=MortalOutbox)
    chosen = arguments([])
    run_and_leave(lambda: serve(chosen))
