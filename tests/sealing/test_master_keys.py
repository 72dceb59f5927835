"""A master key is made once, read by its owner alone, and never said."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from adapters.sealing.aes import new_key
from adapters.sealing.master_keys import made_master_key, master_key
from domain.errors import MasterKeyUnusable, ServiceUnreachable
from engine.local.ports import free_port
from engine.sealing.keys import make_master_key, master_keys
from settings import Settings

KEY = base64.b64encode(new_key()).decode()


async def test_a_key_that_a_setting_names_unwraps_what_it_wrapped() -> None:
    wrapped = await master_key(KEY).wrap(b"a data key", "1 account/a")

    assert await master_key(KEY).unwrap(wrapped, "1 account/a") == b"a data key"
    with pytest.raises(MasterKeyUnusable):
        await master_key(KEY).unwrap(wrapped, "1 account/b")


def test_a_name_tells_keys_apart_and_says_nothing_of_them() -> None:
    other = master_key(base64.b64encode(new_key()).decode())

    assert master_key(KEY).name == master_key(KEY).name != other.name
    assert KEY[:8] not in master_key(KEY).name


def test_a_file_can_hold_it(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")

    assert master_key(f"file:{file}").name == master_key(KEY).name
    assert master_key(f"file://{file}").name == master_key(KEY).name


@pytest.mark.parametrize(
    "setting",
    ["", "secret", KEY[:-4], f"{KEY}AAAA", "file:/no/such", "é"],
    ids=["empty", "no key", "too short", "too long", "no file", "no ASCII"],
)
def test_anything_else_is_refused_and_not_repeated(setting: str) -> None:
    with pytest.raises(MasterKeyUnusable) as refused:
        master_key(setting)

    assert not setting or setting.startswith("file:") or setting not in refused.value.reason


async def test_the_embedded_mode_makes_one_that_only_its_owner_reads_and_keeps_it(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    assert master_keys(settings) == []

    await make_master_key(settings)
    [made] = master_keys(settings)
    await make_master_key(settings)

    assert [made.name] == [each.name for each in master_keys(settings)]
    assert settings.master_key_file.stat().st_mode & 0o777 == 0o600
    assert made_master_key(settings.master_key_file).name == made.name


def test_those_who_make_it_at_the_same_time_have_the_same_one(tmp_path: Path) -> None:
    file = tmp_path / "home" / "master.key"
    with ThreadPoolExecutor(8) as threads:
        made = {each.name for each in threads.map(made_master_key, [file] * 8)}

    assert len(made) == 1
    assert [each.name for each in file.parent.iterdir()] == ["master.key"]


async def test_a_key_that_the_settings_name_is_instead_of_it(tmp_path: Path) -> None:
    settings = Settings.model_validate({"home": tmp_path, "master_key": KEY})
    await make_master_key(settings)

    assert not settings.master_key_file.exists()
    assert [each.name for each in master_keys(settings)] == [master_key(KEY).name]


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedMotoServer]:
    """A KMS, and the environment of an operator who uses it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
    yield server
    server.stop()


def _key_in_kms() -> str:
    kms = boto3.client("kms", region_name="eu-west-1")
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/billing", TargetKeyId=made)
    return str(made)


async def test_a_key_in_kms_wraps_and_unwraps_bound_to_its_context(kms: ThreadedMotoServer) -> None:
    _key_in_kms()
    master = master_key("aws-kms:alias/billing")
    wrapped = await master.wrap(b"a data key", "1 account/a")

    assert master.name == "aws-kms:alias/billing"
    assert await master.unwrap(wrapped, "1 account/a") == b"a data key"
    with pytest.raises(MasterKeyUnusable):
        await master.unwrap(wrapped, "1 account/b")


async def test_a_key_that_kms_does_not_have_is_not_usable(kms: ThreadedMotoServer) -> None:
    with pytest.raises(MasterKeyUnusable, match="NotFoundException"):
        await master_key("aws-kms:alias/nobody").wrap(b"a data key", "1 account/a")


async def test_a_kms_that_is_away_may_be_asked_again(kms: ThreadedMotoServer) -> None:
    _key_in_kms()
    master = master_key("aws-kms:alias/billing")
    kms.stop()

    with pytest.raises(ServiceUnreachable):
        await master.wrap(b"a data key", "1 account/a")
