"""Why an engine cannot be reached is distinguished: no host, nothing there, TLS, key, namespace."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from domain.errors import ServiceUnreachable
from engine.connection import connect
from engine.local.embedded import EmbeddedEngine
from engine.local.ports import free_port
from engine.unreached import why_unreachable
from settings import Settings


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def behind_tls(
    engine: EmbeddedEngine, authority: trustme.CA, *, asks_for_ours: bool = False
) -> AsyncIterator[str]:
    """The real engine, reached through somebody who speaks TLS for it; yields the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.set_alpn_protocols(["h2"])
    if asks_for_ours:
        authority.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    host, _, port = engine.address.rpartition(":")

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass  # whoever hung up
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


async def refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, **temporal: str
) -> tuple[str, str]:
    """What is said, and the code of it, under these variables of Temporal's."""
    for name, value in temporal.items():
        monkeypatch.setenv(f"TEMPORAL_{name}", value)
    with pytest.raises(ServiceUnreachable) as refusal:
        await connect(settings)
    return refusal.value.details["because"], refusal.value.reason


async def test_nothing_listens_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    because, said = await refused(settings, monkeypatch, ADDRESS=nobody)
    assert because == "nothing_there"
    assert nobody in said


async def test_there_is_no_such_host(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    because, said = await refused(settings, monkeypatch, ADDRESS="no-such-host.invalid:7233")
    assert because == "host"
    assert "TEMPORAL_ADDRESS" in said


async def test_the_namespace_is_not_known(
    engine: EmbeddedEngine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    because, said = await refused(
        settings, monkeypatch, ADDRESS=engine.address, NAMESPACE="no-such-namespace"
    )
    assert because == "namespace"
    assert "no-such-namespace" in said


async def test_we_speak_tls_and_the_engine_does_not(
    engine: EmbeddedEngine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    because, said = await refused(settings, monkeypatch, ADDRESS=engine.address, TLS="true")
    assert because == "tls"
    assert "does not speak TLS" in said


async def test_the_engine_speaks_tls_and_we_do_not(
    engine: EmbeddedEngine,
    settings: Settings,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with behind_tls(engine, authority) as address:
        because, said = await refused(settings, monkeypatch, ADDRESS=address)
    assert because == "tls"
    assert "speaks TLS, and we do not" in said


async def test_its_certificate_is_another_authoritys(
    engine: EmbeddedEngine, settings: Settings, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_tls(engine, trustme.CA()) as address:
        because, said = await refused(
            settings, monkeypatch, ADDRESS=address, TLS_SERVER_CA_CERT_PATH=str(trusted)
        )
    assert because == "tls"
    assert "is not trusted" in said
    assert "TEMPORAL_TLS_SERVER_CA_CERT_PATH" in said


async def test_its_certificate_is_for_another_name(
    engine: EmbeddedEngine,
    settings: Settings,
    authority: trustme.CA,
    trusted: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with behind_tls(engine, authority) as address:
        because, said = await refused(
            settings,
            monkeypatch,
            ADDRESS=address,
            TLS_SERVER_CA_CERT_PATH=str(trusted),
            TLS_SERVER_NAME="temporal.example",
        )
    assert because == "tls"
    assert "temporal.example" in said


async def test_it_asks_for_a_certificate_of_ours(
    engine: EmbeddedEngine,
    settings: Settings,
    authority: trustme.CA,
    trusted: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with behind_tls(engine, authority, asks_for_ours=True) as address:
        because, said = await refused(
            settings, monkeypatch, ADDRESS=address, TLS_SERVER_CA_CERT_PATH=str(trusted)
        )
    assert because == "tls"
    assert "TEMPORAL_TLS_CLIENT_CERT_PATH" in said


async def test_with_the_right_certificate_it_is_reached(
    engine: EmbeddedEngine,
    settings: Settings,
    authority: trustme.CA,
    trusted: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with behind_tls(engine, authority) as address:
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        monkeypatch.setenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH", str(trusted))
        client = await connect(settings)
        assert await client.service_client.check_health()


@pytest.mark.parametrize("code", ["Unauthenticated", "PermissionDenied"])
async def test_a_key_that_is_refused_is_reported_by_what_the_engine_answers(code: str) -> None:
    answered = RuntimeError(f"Failed client connect: Status {{ code: {code}, message: 'no' }}")
    refusal = await why_unreachable("engine.example:7233", {"api_key": "k"}, answered)
    assert refusal.details["because"] == "api_key"
    assert "TEMPORAL_API_KEY" in refusal.reason
