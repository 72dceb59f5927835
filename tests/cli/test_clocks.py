"""The check of clocks on the command line."""

from datetime import UTC, datetime
from pathlib import Path

import yaml

from engine.connection import connect
from engine.local.engine_record import running_engine
from settings import Settings
from tests.cli.shell import FORMS, Shell


async def test_a_dead_clock_is_told_with_status_1_and_mended_with_status_0(
    shell: Shell, tmp_path: Path
) -> None:
    form = yaml.safe_load((FORMS / "janssen.yaml").read_text())
    form["scope"]["id"] = "sub-with-a-dead-clock"
    path = tmp_path / "form.yaml"
    path.write_text(yaml.safe_dump(form))
    request = shell.asked("open", path)["request"]
    agrees = shell.asked("clocks", "check")
    said = {"invoices", "requests", "thorough", "findings", "storage_answered", "seen", "left"}
    assert agrees.keys() == said
    assert agrees["thorough"]
    assert request not in {each["about"] for each in agrees["findings"]}

    home = Path(shell.environment["PAYBYINVOICE_HOME"])
    engine = running_engine(home / "engine.json")
    assert engine is not None
    temporal = await connect(Settings(home=home), address=engine.address)
    await temporal.get_workflow_handle(request).terminate(f"at {datetime.now(UTC)}")
    told = shell.asked("clocks", "check", status=1)
    (dead,) = (each for each in told["findings"] if each["about"] == request)
    assert (dead["trouble"], dead["remedy"], dead["mended"]) == ("not_running", "started", False)
    left = shell.asked("clocks", "tasks")
    assert left.keys() == {"tasks", "checked_at"}
    (task,) = (each for each in left["tasks"] if each["about"] == request)
    assert (task["trouble"], task["can_be_mended"]) == ("not_running", True)
    listed = shell.run("clocks", "tasks", COLUMNS="200").out
    for part in (request, "no workflow runs for it", "'clocks check --mend' does it"):
        assert part in listed
    page = shell.run("clocks", "check", COLUMNS="200")
    assert page.status == 1
    for part in ("no workflow runs for it", "start it again where it stood", "--mend"):
        assert part in page.out

    mend = ("clocks", "check", "--mend", "--by", "olga", "--key", "mends")
    mended = shell.run(*mend, COLUMNS="200")
    assert mended.status == 0, mended.out
    assert "started again where it stood" in mended.out
    assert shell.asked("status", request)["state"] == "draft"
    told = [(each["trigger"], each["by"]) for each in shell.asked("timeline", request)]
    assert [trigger for trigger, _ in told] == ["open", "clock set right"]
    assert told[-1] == ("clock set right", "olga")

    await temporal.get_workflow_handle(request).terminate(f"at {datetime.now(UTC)}")
    again = shell.asked(*mend, status=1)
    (dead,) = (each for each in again["findings"] if each["about"] == request)
    assert not dead["mended"], "this key was used"
    shell.asked("clocks", "check", "--mend")
    shell.asked("withdraw", request, "--reason", "Only tried.")
