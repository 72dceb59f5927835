"""Why an engine cannot be reached, each a sentence of its own: no such host, nothing listens, TLS,
the API key, the namespace. Checked only after a connection has failed."""

import asyncio
import re
import socket
import ssl
from contextlib import suppress
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode, TLSConfig

from domain.errors import ServiceUnreachable

_TIMEOUT_SECONDS = 2.0
"""For each check."""
_KEY_REFUSED = re.compile(r"unauthenticated|permission_?denied", re.IGNORECASE)

_NOTHING = (
    "The engine does not answer at {address}. Start one with 'make run', or set "
    "TEMPORAL_ADDRESS to the address of one that runs."
)
_NO_HOST = "There is no host of the name in {address}: see TEMPORAL_ADDRESS."
_KEY = "The engine at {address} refuses the API key: see TEMPORAL_API_KEY."
_NAMESPACE = "The engine at {address} has no namespace '{namespace}': see TEMPORAL_NAMESPACE."
_TLS_WANTED = "The engine at {address} speaks TLS, and we do not: see TEMPORAL_TLS."
_NO_TLS = "What listens at {address} does not speak TLS, and we do: see TEMPORAL_TLS."
_CERTIFICATE = (
    "The certificate of the engine at {address} is not trusted ({why}): see "
    "TEMPORAL_TLS_SERVER_CA_CERT_PATH and TEMPORAL_TLS_SERVER_NAME."
)
_OURS = (
    "The engine at {address} does not accept our certificate, or asks for one: see "
    "TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH."
)
_ANOTHER = "What listens at {address} is no engine that we understand: see TEMPORAL_ADDRESS."


async def why_unreachable(
    address: str, config: dict[str, Any], error: BaseException
) -> ServiceUnreachable:
    """The refusal for an engine that could not be connected to."""
    if _KEY_REFUSED.search(str(error)):
        return _refusal("api_key", _KEY, address, error)
    host, _, port = address.rpartition(":")
    try:
        await _open(host.strip("[]"), int(port), None)
    except socket.gaierror:
        return _refusal("host", _NO_HOST, address, error)
    except (OSError, ValueError, TimeoutError):
        return _refusal("nothing_there", _NOTHING, address, error)
    tls = config.get("tls")
    if tls or (tls is None and config.get("api_key")):
        return await _with_tls(address, host, int(port), tls, error)
    try:
        await _open(host.strip("[]"), int(port), _trusting())
    except (OSError, TimeoutError):
        return _refusal("not_an_engine", _ANOTHER, address, error)
    return _refusal("tls", _TLS_WANTED, address, error)


async def refuse_unknown_namespace(client: Client) -> None:
    """Raises ServiceUnreachable when the engine does not know the namespace, or the key."""
    address = client.service_client.config.target_host
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace)
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise _refusal("namespace", _NAMESPACE, address, error, client.namespace) from error
        if error.status is RPCStatusCode.UNAUTHENTICATED:
            raise _refusal("api_key", _KEY, address, error) from error
        if error.status is not RPCStatusCode.PERMISSION_DENIED:  # the key may do less than that
            raise await why_unreachable(address, {}, error) from error


async def _with_tls(
    address: str, host: str, port: int, tls: Any, error: BaseException
) -> ServiceUnreachable:
    given = tls if isinstance(tls, TLSConfig) else TLSConfig()
    name = given.domain or host.strip("[]")
    authority = given.server_root_ca_cert
    try:
        context = ssl.create_default_context(cadata=authority.decode() if authority else None)
        context.set_alpn_protocols(["h2"])
        hung_up = await _open(host.strip("[]"), port, context, name)
    except ssl.SSLCertVerificationError as refused:
        why = refused.verify_message or "it could not be verified"
        return _refusal("tls", _CERTIFICATE, address, error, why=why.rstrip("."))
    except ssl.SSLError as refused:
        ours = "CERTIFICATE" in (refused.reason or "")
        return _refusal("tls", _OURS if ours else _NO_TLS, address, error)
    except (OSError, ValueError, TimeoutError):
        return _refusal("tls", _NO_TLS, address, error)
    theirs = hung_up or "certificate" in str(error).lower()
    return _refusal("tls", _OURS if theirs else _ANOTHER, address, error)


async def _open(host: str, port: int, tls: ssl.SSLContext | None, name: str | None = None) -> bool:
    """Connects and closes; returns whether the server hung up first. A server that asks for a
    certificate does so after the handshake, with or without a message."""
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        reader, writer = await asyncio.open_connection(
            host, port, ssl=tls, server_hostname=(name or host) if tls else None
        )
    try:
        if tls is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_TIMEOUT_SECONDS / 4):
                    return not await reader.read(1)
    finally:
        writer.close()
    return False


def _trusting() -> ssl.SSLContext:
    """Accepts any certificate, only to find out whether the server speaks TLS; nothing is sent."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(
    code: str, sentence: str, address: str, cause: BaseException, namespace: str = "", **words: str
) -> ServiceUnreachable:
    reason = sentence.format(address=address, namespace=namespace, **words)
    said = str(cause) or type(cause).__name__
    return ServiceUnreachable(reason, because=code, address=address, cause=said)
