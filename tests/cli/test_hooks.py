"""Events are sent to another program, from the command line to its server, by a real worker."""

import asyncio
from pathlib import Path
from typing import Any

import yaml

from tests.cli.shell import FORMS, Shell
from tests.webhooks.receiver import receiving


async def test_a_program_is_told_what_happens_signed_with_the_secret_it_was_shown(
    shell: Shell, tmp_path: Path
) -> None:
    async def asked(*words: object, status: int = 0) -> dict[str, Any]:
        return await asyncio.to_thread(shell.asked, *map(str, words), status=status)

    form = yaml.safe_load((FORMS / "janssen.yaml").read_text())
    form["scope"]["id"] = "sub-that-is-told"
    path = tmp_path / "form.yaml"
    path.write_text(yaml.safe_dump(form))
    async with receiving() as receiver:
        added = await asked("hooks", "add", receiver.url, "--types", "request.withdrawn")
        name, secret = added["id"], added["secret"]
        assert secret.startswith("whsec_")
        assert (await asked("hooks", "test", name))["taken"]
        assert receiver.received[0].verified(secret)["type"] == "webhook.test"

        request = (await asked("open", path))["request"]
        await asked("withdraw", request, "--reason", "Only tried.")
        told = (await receiver.gets(2))[1]
        assert told.verified(secret)["data"]["request"] == request

        (listed,) = (e for e in (await asked("hooks", "list"))["hooks"] if e["id"] == name)
        assert (listed["state"], listed["types"]) == ("active", ["request.withdrawn"])
        assert "secret" not in listed
        (delivery,) = (await asked("hooks", "deliveries", name))["deliveries"]
        assert (delivery["event"], delivery["state"]) == (told.id, "delivered")
        assert (await asked("events", "send", told.id, "--hook", name))["deliveries"] == 1
        assert (await receiver.gets(3))[2].id == told.id
        assert (await asked("hooks", "rotate", name))["secret"] != secret
        assert (await asked("hooks", "disable", name))["disabled_why"] == "by_hand"
    refused = await asked("hooks", "test", name, status=1)
    assert (refused["taken"], refused["trouble"]) == (False, "no_answer")


def test_what_is_no_address_or_no_hook_is_said(shell: Shell) -> None:
    wrong = shell.asked("hooks", "add", "ftp://example.com", status=2)
    assert wrong["invalid"][0]["field"] == "url"
    types = shell.asked("hooks", "add", "https://example.com", "--types", "no.such", status=2)
    assert types["invalid"][0]["field"] == "--types"
    for words in (("disable",), ("enable",), ("rotate",), ("test",), ("deliveries",)):
        refused = shell.asked("hooks", *words, "we_nobody", status=1)
        assert refused["refused"]["code"] == "hook_unknown"
    assert shell.asked("events", "send", "evt_x", status=1)["refused"]["code"] == "event_unknown"
