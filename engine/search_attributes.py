"""Registers our search attributes with the engine, before the first workflow sets one."""

import asyncio
import time
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from engine.connection import ITS_NO, unreachable
from engine.errors import EngineUnusable, SearchAttributesMissing
from workflows import attributes

_VISIBLE_WITHIN_SECONDS = 30.0
_POLL_SECONDS = 0.05


async def missing(client: Client) -> list[str]:
    """Names of the search attributes that the engine does not know, or knows by another type."""
    try:
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
    except RPCError as error:
        raise _refusal(client, error) from error
    types = dict(known.custom_attributes)
    return [key.name for key in attributes.ALL if types.get(key.name) != _type_of(key)]


async def register(client: Client) -> None:
    """Registers them, on a new database or an old one; nothing happens if they exist.

    Returns when they can be used. `EngineUnusable` when the engine does not allow it.
    """
    names = await missing(client)
    if not names:
        return
    wanted = {key.name: _type_of(key) for key in attributes.ALL if key.name in names}
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
        )
    except RPCError as error:
        # Two workers that start together may both register.
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise _refusal(client, error) from error
    await _until_usable(client)


async def require(client: Client) -> None:
    """Raises `SearchAttributesMissing`, with the command that creates them, unless all are
    known."""
    names = await missing(client)
    if names:
        raise SearchAttributesMissing(
            f"The engine lacks search attributes: {', '.join(names)}. "
            f"Create them with: {creation_command(client, names)}",
            missing=names,
        )


def creation_command(client: Client, names: list[str]) -> str:
    """The call of Temporal's own command line that creates these search attributes."""
    wanted = (
        f"--name {key.name} --type {key.indexed_value_type.name.title().replace('_', '')}"
        for key in attributes.ALL
        if key.name in names
    )
    return " ".join(
        [
            "temporal operator search-attribute create",
            f"--address {client.service_client.config.target_host}",
            f"--namespace {client.namespace}",
            *wanted,
        ]
    )


async def _until_usable(client: Client) -> None:
    deadline = time.monotonic() + _VISIBLE_WITHIN_SECONDS
    # Listing reads the store; a query also passes the caches that workflows use.
    query = " AND ".join(f"{key.name} IS NULL" for key in attributes.ALL)
    while True:
        try:
            await client.count_workflows(query)
            if not await missing(client):
                return
        except RPCError as error:
            if error.status is not RPCStatusCode.INVALID_ARGUMENT:
                raise _refusal(client, error) from error
        if time.monotonic() > deadline:
            await require(client)
            raise EngineUnusable("The engine took too long to make the search attributes usable.")
        await asyncio.sleep(_POLL_SECONDS)


def _type_of(key: SearchAttributeKey[Any]) -> IndexedValueType.ValueType:
    return IndexedValueType.ValueType(key.indexed_value_type)


def _refusal(client: Client, error: RPCError) -> Exception:
    if error.status not in ITS_NO:
        return unreachable(client.service_client.config.target_host, error)
    return EngineUnusable(
        f"The engine does not let us see to its search attributes in namespace "
        f"'{client.namespace}': {error.message}"
    )
