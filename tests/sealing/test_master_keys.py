"""What every master key promises, wherever it is kept: made once, read by its owner alone, never
said."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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

KEY, ANOTHER = (base64.b64encode(new_key()).decode() for _ in range(2))


@pytest.fixture(scope="module")
def kms_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def kms(kms_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A KMS with no key, and the environment of an operator who uses it; gives its URL."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", kms_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    urlopen(Request(f"{kms_url}/moto-api/reset", method="POST")).close()
    return kms_url


def _key_in_kms(name: str) -> str:
    """The setting of a key that is made there."""
    kms = boto3.client("kms", region_name="eu-west-1")
    made = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=made)
    return f"aws-kms:alias/{name}"


@dataclass
class Kept:
    """Two keys of one kind, by their settings."""

    one: str
    another: str


@pytest.fixture(params=["in a setting", "in a file", "in a KMS"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """Every kind of master key that there is."""
    if request.param == "in a KMS":
        request.getfixturevalue("kms")
        return Kept(_key_in_kms("billing"), _key_in_kms("another"))
    if request.param == "in a setting":
        return Kept(KEY, ANOTHER)
    files = {tmp_path / "one": KEY, tmp_path / "another": ANOTHER}
    for path, content in files.items():
        path.write_text(f"{content}\n")
    return Kept(*(f"file:{path}" for path in files))


async def test_a_key_unwraps_what_it_wrapped_in_the_same_context_and_nothing_else(
    kept: Kept,
) -> None:
    wrapped = await master_key(kept.one).wrap(b"a data key", "1 account/a")

    assert b"a data key" not in wrapped
    assert await master_key(kept.one).unwrap(wrapped, "1 account/a") == b"a data key"
    for setting, context in ((kept.one, "1 account/b"), (kept.another, "1 account/a")):
        with pytest.raises(MasterKeyUnusable):
            await master_key(setting).unwrap(wrapped, context)
    for damaged in (b"", wrapped[:-1], bytes(len(wrapped))):
        with pytest.raises(MasterKeyUnusable):
            await master_key(kept.one).unwrap(damaged, "1 account/a")


async def test_what_is_wrapped_twice_looks_like_two_things(kept: Kept) -> None:
    master = master_key(kept.one)
    assert await master.wrap(b"a data key", "a") != await master.wrap(b"a data key", "a")


def test_a_name_tells_keys_apart_and_says_nothing_of_them(kept: Kept) -> None:
    assert master_key(kept.one).name == master_key(kept.one).name != master_key(kept.another).name
    assert KEY[:8] not in master_key(kept.one).name


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


async def test_a_key_that_kms_does_not_have_is_not_usable(kms: str) -> None:
    with pytest.raises(MasterKeyUnusable, match="NotFoundException"):
        await master_key("aws-kms:alias/nobody").wrap(b"a data key", "1 account/a")


async def test_a_kms_that_is_away_may_be_asked_again(
    kms: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ServiceUnreachable):
        await master_key("aws-kms:alias/billing").wrap(b"a data key", "1 account/a")
