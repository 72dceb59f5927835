import os
from pathlib import Path

import pytest
from temporalio.service import GrpcCompression

from domain.errors import ServiceUnreachable
from engine.connection import connect
from engine.errors import EngineUnusable
from engine.local.embedded import EmbeddedEngine
from engine.local.engine_record import EngineRecord
from engine.local.ports import free_port
from engine.local.processes import ProcessIdentity
from settings import Settings


def _record(settings: Settings, *, address: str, process: ProcessIdentity) -> None:
    settings.home.mkdir()
    EngineRecord(
        pid=process.pid,
        process_started=process.started,
        address=address,
        ui="http://127.0.0.1:8233",
        rehearsal=False,
        started_at="2026-11-02T09:00:00+00:00",
    ).write(settings.engine_file)


@pytest.fixture
def living() -> ProcessIdentity:
    """Some process that runs: this one."""
    process = ProcessIdentity.of(os.getpid())
    assert process is not None
    return process


async def test_the_embedded_engine_is_found_by_the_file_it_wrote(engine: EmbeddedEngine) -> None:
    client = await connect(Settings(home=engine.log.parent))
    assert client.service_client.config.target_host == engine.address
    assert await client.service_client.check_health()


async def test_a_named_address_goes_before_the_embedded_engine(
    settings: Settings, living: ProcessIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "engine.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "billing")
    _record(settings, address="127.0.0.1:1", process=living)
    client = await connect(settings, lazy=True)
    assert client.service_client.config.target_host == "engine.example:7233"
    assert client.namespace == "billing"


async def test_a_profile_file_names_the_address_too(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text('[profile.default]\naddress = "engine.example:7233"\n')
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(profile))
    client = await connect(settings, lazy=True)
    assert client.service_client.config.target_host == "engine.example:7233"


async def test_the_file_of_an_engine_that_died_is_not_believed(
    settings: Settings, living: ProcessIdentity
) -> None:
    # The number of its process went to another one since.
    _record(settings, address="127.0.0.1:1", process=ProcessIdentity(living.pid, "long ago"))
    client = await connect(settings, lazy=True)
    assert client.service_client.config.target_host == "localhost:7233"


async def test_an_engine_that_is_not_there_is_unreachable_and_the_sentence_helps(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", nobody)
    with pytest.raises(ServiceUnreachable) as refusal:
        await connect(settings)
    assert nobody in refusal.value.reason
    assert "make run" in refusal.value.reason


@pytest.mark.parametrize(
    ("variable", "value", "compressed"),
    [
        ("TEMPORAL_NAMESPACE", "billing", GrpcCompression.NONE),
        ("TEMPORAL_TLS", "true", GrpcCompression.GZIP),
        ("TEMPORAL_API_KEY", "a-key", GrpcCompression.GZIP),
    ],
)
async def test_what_goes_far_is_compressed_and_what_stays_near_is_not(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    compressed: GrpcCompression,
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "engine.example:7233")
    monkeypatch.setenv(variable, value)
    client = await connect(settings, lazy=True)
    assert client.service_client.config.grpc_compression is compressed


async def test_a_profile_that_does_not_exist_is_a_refusal(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_PROFILE", "no-such-profile")
    with pytest.raises(EngineUnusable, match="no-such-profile"):
        await connect(settings)
