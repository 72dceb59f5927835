"""One trace from a command, or from a request over HTTP, to the SQL statements that it causes:
through real processes of console and workers, to something that receives OTLP.

It takes seconds: console and workers are processes of their own, which have to start first."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from adapters.ledger.database import opened_ledger
from clients.access import AccessClient
from domain.access import Role
from engine.local.embedded import EmbeddedEngine
from engine.local.ports import LOOPBACK, free_port
from engine.observing.tracing import exporters
from engine.wiring.open_ledger import OpenLedger
from settings import Settings
from tests import forks
from tests.cli.shell import EXAMPLES, FORMS, ROOT, Shell, clean_environment
from tests.otlp import Collector, Sent, collector

REQUEST = "sub-contoso-1"
REASON = "Moved to Jansen's"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        ({"OTEL_SERVICE_NAME": "billing"}, []),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://here"}, []),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://here"}, ["otlp_proto_http"]),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://here"}, ["otlp_proto_http"]),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, ["otlp_proto_http"]),
        (
            {"OTEL_TRACES_EXPORTER": "otlp, console", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            ["otlp_proto_grpc", "console"],
        ),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"}, []),
    ],
)
def test_the_standard_variables_turn_traces_on(
    environment: dict[str, str], expected: list[str]
) -> None:
    assert exporters(environment) == expected


@pytest.mark.parametrize(
    ("loaded", "unwanted"),
    [
        ("asyncio.run(cli.main.main(['mails']))", ("opentelemetry",)),
        # The framework loads the interface by itself, where it is installed.
        (
            "import engine.workers, console.app",
            ("opentelemetry.sdk", "temporalio.contrib.opentelemetry"),
        ),
    ],
)
async def test_nothing_of_opentelemetry_is_loaded_while_traces_are_off(
    loaded: str, unwanted: tuple[str, ...], tmp_path: Path
) -> None:
    looked = (
        f"import sys, asyncio, cli.main\n{loaded}\n"
        f"print([name for name in sys.modules if name.startswith({unwanted})])\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", looked),
        env=clean_environment(tmp_path),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert said.decode().splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OTEL_TRACES_EXPORTER": "pigeon"}, "no exporter of traces called 'pigeon'"),
        (
            {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "otlp_proto_grpc",
        ),
    ],
)
def test_an_exporter_that_is_not_there_is_said(
    variables: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = Shell(clean_environment(tmp_path)).run("mails", "--json", **variables)
    assert done.status == 2
    assert said in done.json["invalid"][0]["problem"]


def test_a_collector_that_is_away_fails_no_command(tmp_path: Path) -> None:
    nowhere = f"http://{LOOPBACK}:{free_port()}"
    shell = Shell(clean_environment(tmp_path))
    done = shell.run("mails", "--json", OTEL_EXPORTER_OTLP_ENDPOINT=nowhere)
    assert (done.status, done.json["letters"]) == (0, [])


@asynccontextmanager
async def process(environment: dict[str, str], program: str) -> AsyncIterator[None]:
    """A process of ours from when it says that it runs; it is asked to end, and does."""
    running = await forks.start(program, environment, stdout=asyncio.subprocess.PIPE)
    assert running.stdout is not None
    try:
        async with asyncio.timeout(60):
            assert b"is running" in await running.stdout.readline()
        yield
        running.terminate()
        async with asyncio.timeout(30):
            await running.communicate()
        assert running.returncode == 0
    finally:
        running.kill()
        await running.wait()


@pytest.fixture(scope="module")
async def traced(
    engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Collector]:
    """All that a life causes: opened by a command, withdrawn over HTTP after its worker was
    replaced, so that its history was replayed. It starts six processes, which takes seconds."""
    home = tmp_path_factory.mktemp("var")
    port = free_port()
    with collector() as receiving:
        environment = clean_environment(
            home,
            TEMPORAL_ADDRESS=engine.address,
            PAYBYINVOICE_TASK_QUEUE="traced",
            PAYBYINVOICE_CONSOLE_ADDRESS=f"{LOOPBACK}:{port}",
            OTEL_EXPORTER_OTLP_ENDPOINT=receiving.address,
        )
        shell = Shell(environment)
        untraced = {"OTEL_TRACES_EXPORTER": "none"}
        shell.run("account", "import", EXAMPLES / "accounts.yaml", **untraced)
        async with opened_ledger(Settings(home=home).ledger_url) as database:
            access = AccessClient(OpenLedger(database))
            _, key = await access.create_key("shop", [Role.ADMIN], None, by="root")
        async with process(environment, "console"):
            async with process(environment, "worker.py"):
                by = ("--by", "anna@contoso.nl")
                opened = await asyncio.to_thread(
                    shell.run, "open", FORMS / "contoso.yaml", "--submit", *by
                )
                assert opened.status == 0, opened
            async with (
                process(environment, "worker.py"),
                httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}") as program,
            ):
                answer = await program.post(
                    f"/api/v1/requests/{REQUEST}/withdraw?search=jansen",
                    json={"reason": REASON},
                    headers={"Authorization": f"Bearer {key}", "X-Request-Id": "withdrawn-so"},
                )
                assert answer.status_code == 200, answer.text
        yield receiving


def kinds(traced: Collector, statement: Sent) -> list[str]:
    """What a statement is part of, without which activity or message each is."""
    return [name.partition(":")[0] for name in traced.ancestors(statement)]


def test_a_command_is_one_trace_down_to_its_statements(traced: Collector) -> None:
    (command,) = traced.called("starter.py open")
    assert (command.service, command.parent) == ("pay-by-invoice-command", "")
    statements = [
        each
        for each in traced.in_trace_of(command)
        if each.service == "pay-by-invoice-worker" and "db.query.text" in each.attributes
    ]
    assert {each.name for each in statements} >= {"SELECT", "INSERT"}
    for each in statements:
        assert each.attributes["db.system.name"] == "sqlite"
        activity, scheduled, message, client, root = kinds(traced, each)
        assert (activity, scheduled) == ("RunActivity", "StartActivity")
        assert message in ("HandleUpdate", "RunWorkflow")  # what a start begins with is its `run`
        assert client in ("StartWorkflowUpdate", "StartUpdateWithStartWorkflow")
        assert root == command.name


def test_a_request_over_http_is_one_trace_down_to_its_statements(traced: Collector) -> None:
    (request,) = [each for each in traced.spans if each.name.startswith("POST ")]
    assert (request.service, request.parent) == ("pay-by-invoice-console", "")
    assert request.attributes["http.route"] == request.name.removeprefix("POST ")
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["request_id"] == "withdrawn-so"
    spans = traced.in_trace_of(request)
    assert {each.service for each in spans} == {"pay-by-invoice-console", "pay-by-invoice-worker"}
    (listed,) = [
        each
        for each in spans
        if str(each.attributes.get("db.query.text")).startswith("INSERT INTO requests ")
    ]
    assert traced.ancestors(listed)[2:] == [
        "HandleUpdate:withdraw",
        "StartWorkflowUpdate:withdraw",
        request.name,
    ]


def test_what_was_replayed_is_there_once(traced: Collector) -> None:
    ids = [each.id for each in traced.spans]
    assert len(ids) == len(set(ids))
    assert len(traced.called("HandleUpdate:open")) == 1
    assert len(traced.called("RunWorkflow:PayByInvoiceRequest")) == 1


async def test_recorded_histories_replay_with_traces_on_and_make_no_spans(tmp_path: Path) -> None:
    """What is replayed was done before, and traced then if anybody wanted it."""
    running = await forks.start(
        "tests.engine.replaying_traced",
        clean_environment(tmp_path),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await running.communicate()
    answer = json.loads(said.decode().splitlines()[-1])
    assert answer["replayed"] > 0
    assert (answer["failed"], answer["spans"]) == ([], 0)


def test_no_span_says_who_or_what_was_written(traced: Collector) -> None:
    said = traced.raw.lower()
    for each in (REASON, "jansen", "anna", "contoso.nl", "contoso b.v.", "bearer", "search="):
        assert each.lower().encode() not in said, each
