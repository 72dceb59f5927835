"""What the ledger's functions need of a connection to its database, whichever it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy
from sqlalchemy import CursorResult, Dialect, Executable

if TYPE_CHECKING:
    from adapters.ledger.sealed_columns import Sealing

Given = ParamSpec("Given")
Made = TypeVar("Made")

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
"""Of a statement: one set of values, or several, for as many executions."""


Rows = CursorResult[*tuple[Any, ...]]
"""What a statement found or did."""


class Statements(Protocol):
    """A connection in a transaction. SQLAlchemy's `AsyncConnection` is one."""

    @property
    def dialect(self) -> Dialect: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows: ...

    async def exec_driver_sql(self, statement: str) -> Rows: ...

    async def run_sync(
        self,
        fn: Callable[Concatenate[sqlalchemy.Connection, Given], Made],
        *arg: Given.args,
        **kw: Given.kwargs,
    ) -> Made: ...


class DirectConnection:
    """A connection that answers at once, in the caller's thread, with nothing to await."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows:
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str) -> Rows:
        return self._connection.exec_driver_sql(statement)

    async def run_sync(
        self,
        fn: Callable[Concatenate[sqlalchemy.Connection, Given], Made],
        *arg: Given.args,
        **kw: Given.kwargs,
    ) -> Made:
        return fn(self._connection, *arg, **kw)


class Connection:
    """A connection to the ledger, some of whose columns are sealed."""

    def __init__(self, statements: Statements, sealing: "Sealing") -> None:
        self._statements = statements
        self.sealing = sealing

    @property
    def dialect(self) -> Dialect:
        return self._statements.dialect

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows:
        return await self._statements.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str) -> Rows:
        return await self._statements.exec_driver_sql(statement)

    async def run_sync(
        self,
        fn: Callable[Concatenate[sqlalchemy.Connection, Given], Made],
        *arg: Given.args,
        **kw: Given.kwargs,
    ) -> Made:
        return await self._statements.run_sync(fn, *arg, **kw)
