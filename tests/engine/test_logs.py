import json
import logging
from asyncio import CancelledError
from pathlib import Path

import pytest
import structlog

from domain.errors import ServiceUnreachable
from engine.observing import logs
from settings import Settings

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    assert captured.out == "", "logs go to stderr: stdout belongs to results"
    return captured.err.splitlines()


def test_json_logs_are_one_document_a_line_from_our_loggers_and_from_others(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings.model_copy(update={"log_format": "json"}))
    structlog.stdlib.get_logger("engine.local.embedded").warning("engine died", exit_status=-9)
    logging.getLogger("sqlalchemy.pool").warning("connection %s lost", 7)

    ours, theirs = (json.loads(line) for line in _lines(capsys))
    assert (ours["event"], ours["exit_status"], ours["level"]) == ("engine died", -9, "warning")
    assert (theirs["event"], theirs["logger"]) == ("connection 7 lost", "sqlalchemy.pool")
    assert ours["timestamp"].endswith("Z")


def test_a_line_from_a_workflow_or_an_activity_says_which(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(settings.model_copy(update={"log_format": "json"}))
    of_workflow = {"workflow_id": "pay-by-invoice/sub-1", "run_id": "r1", "namespace": "default"}
    of_activity = {"workflow_id": "invoice/1", "workflow_run_id": "r2", "activity_type": "remind"}
    temporal = logging.getLogger("temporalio.workflow")
    temporal.info("approved", extra={"temporal_workflow": of_workflow})
    temporal.info("reminded", extra={"temporal_activity": of_activity})

    approved, reminded = (json.loads(line) for line in _lines(capsys))
    assert (approved["workflow_id"], approved["run_id"]) == ("pay-by-invoice/sub-1", "r1")
    assert (reminded["run_id"], reminded["activity_type"]) == ("r2", "remind")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_password_and_no_mail_address_reaches_a_log(
    settings: Settings, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    logs.configure(settings.model_copy(update={"log_format": log_format}))
    logger = structlog.stdlib.get_logger("adapters")
    logger.info("connected", url="postgresql://billing:hunter2@db.example/ledger")
    try:
        raise ConnectionError("smtp://mailer:hunter2@mail.example refused anna@contoso.nl")
    except ConnectionError:
        logger.exception("mail waits")

    text = "\n".join(_lines(capsys))
    assert "hunter2" not in text
    assert "anna@contoso.nl" not in text
    assert "postgresql://***@db.example/ledger" in text
    assert "ConnectionError: smtp://***@mail.example refused <mail address>" in text


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_outage_is_one_line_however_it_is_logged_and_a_bug_has_its_stack_trace(
    settings: Settings, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    logs.configure(settings.model_copy(update={"log_format": log_format}))
    try:
        raise ServiceUnreachable("The ledger's database does not answer.")
    except ServiceUnreachable as outage:
        logging.getLogger("temporalio.activity").warning("attempt failed", exc_info=True)
        structlog.stdlib.get_logger("engine").warning("attempt failed", exc_info=outage)
        structlog.stdlib.get_logger("engine").exception("attempt failed")
    lines = _lines(capsys)
    assert len(lines) == 3
    assert all("attempt failed" in line and "does not answer." in line for line in lines)

    attempt = CancelledError("Activity cancelled")
    logging.getLogger("temporalio.activity").warning("took too long", exc_info=attempt)
    (line,) = _lines(capsys)
    assert "Activity cancelled" in line

    try:
        raise ValueError("a bug")
    except ValueError:
        logging.getLogger("temporalio.activity").exception("attempt failed")
    assert "Traceback" in "".join(_lines(capsys))


def test_the_level_is_the_one_that_was_set(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(home=home, log_level="error"))
    logging.getLogger("engine").warning("never mind")
    logging.getLogger("engine").error("mind")
    (line,) = _lines(capsys)
    assert "mind" in line


@pytest.mark.parametrize("library", ["httpx", "httpcore", "stripe"])
def test_what_others_are_sent_and_answer_is_in_no_log(
    settings: Settings, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    """Neither cookies nor what customers are called."""
    logs.configure(settings.model_copy(update={"log_level": "debug"}))
    logging.getLogger(library).info("message='API response body' body='Contoso BV'")
    logging.getLogger(library).debug("set-cookie: session")
    assert _lines(capsys) == []
