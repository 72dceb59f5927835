"""A process compiles each statement once, however many ledgers it opens.

SQLAlchemy keeps what it has compiled by dialect, and each engine has a dialect of its own. So ours
equal each other, and all engines share one cache.
"""

from typing import Any

from sqlalchemy import Compiled


class CompiledOnce(dict[Any, Compiled]):
    """The execution option `compiled_cache` of every engine; it begins anew when it is full."""

    MOST = 2_000
    """Statements. The ledger has some hundreds."""

    def __setitem__(self, key: Any, compiled: Compiled) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, compiled)


COMPILED = CompiledOnce()


class EqualOfItsKind:
    """Mixed into a dialect: two of one class whose servers have one version compile alike."""

    server_version_info: tuple[Any, ...] | None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, type(self)) and other.server_version_info == self.server_version_info
        )

    def __hash__(self) -> int:
        return hash(type(self))
