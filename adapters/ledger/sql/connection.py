"""What the ledger's functions need of a connection to its database, whichever it is."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy
from sqlalchemy import Column, CursorResult, Dialect, Executable

from application.ports.sealing import DataKey

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


class Sealing(Protocol):
    """Seals and opens columns within one transaction, for whoever reads and writes them."""

    async def owner_of_scope(self, connection: "Connection", scope: str) -> str: ...

    async def namespaces_first_key(
        self, connection: "Connection", make: bool = False
    ) -> DataKey | None: ...

    async def seal(
        self, connection: "Connection", owner: str, column: Column[Any], plain: str
    ) -> str: ...

    async def seal_document(
        self,
        connection: "Connection",
        owner: str,
        column: Column[Any],
        whole: dict[str, Any],
        shown: dict[str, Any],
    ) -> dict[str, Any]: ...

    async def open(
        self, connection: "Connection", column: Column[Any], stored: Iterable[str]
    ) -> list[str | None]: ...

    async def open_words(
        self,
        connection: "Connection",
        column: Column[Any],
        stored: Iterable[str | None],
        ours: Container[str] = (),
    ) -> list[str | None]: ...

    async def open_documents(
        self,
        connection: "Connection",
        column: Column[Any],
        stored: Iterable[Any],
        bare: Callable[[Any], bool] = lambda _: False,
    ) -> list[Any]: ...


class Connection:
    """A connection to the ledger, some of whose columns are sealed."""

    def __init__(self, statements: Statements, sealing: Sealing) -> None:
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
