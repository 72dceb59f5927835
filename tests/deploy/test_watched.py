"""What dashboards and alerts ask Prometheus for is there: a real worker shows it."""

import json
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import promql_parser
import pytest
import temporalio.bridge
import yaml

from engine.current_release import CURRENT
from engine.local.ports import LOOPBACK, free_port
from tests.bank.camt_files import Booked, statement
from tests.cli.conftest import at_work
from tests.cli.shell import EXAMPLES, FORMS
from tests.metrics import metrics_at
from tests.naming import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = json.loads((ROOT / "deploy/grafana/pay-by-invoice.json").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
DRAWN = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
QUERIES = [*(rule["expr"] for rule in RULES), *DRAWN]
_OF_HISTOGRAMS = re.compile(r"_(bucket|sum|count)$")
_QUIET_WHILE_IT_WORKS = (
    "PayByInvoiceNoWorker",
    "PayByInvoiceNoWorkerAtWork",
    "PayByInvoiceLedgerAway",
)
_LAST = (
    "pay_by_invoice_unapplied_credit",
    "pay_by_invoice_bank_inbox_looked_timestamp_seconds",
)
"""What the worker shows last."""


def selectors(query: str) -> list[Any]:
    """Every metric that a query asks for; fails where it is no PromQL."""
    found: list[Any] = []

    def visit(node: Any) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)
        for inner in ("expr", "lhs", "rhs", "vector_selector", "vs", "param"):
            if (each := getattr(node, inner, None)) is not None:
                visit(each)
        for each in getattr(node, "args", None) or ():
            visit(each)

    visit(promql_parser.parse(query.replace("$__rate_interval", "5m")))
    return found


def names(query: str) -> set[str]:
    return {each.name for each in selectors(query)}


@pytest.fixture(scope="module")
def address() -> str:
    """Where the worker shows its metrics."""
    return f"{LOOPBACK}:{free_port()}"


def of_debian(program: str) -> str:
    """Where it is installed; skips aloud where it is not."""
    found = shutil.which(program)
    if found is None:
        said = f"{program} is not here (Debian: apt-get install prometheus): rules are only parsed."
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    return found


@dataclass
class Prometheus:
    """Prometheus itself, with our configuration, beside the worker."""

    _address: str

    def asked(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = httpx.get(f"http://{self._address}/api/v1/{path}", params=parameters)
        said: dict[str, Any] = answer.json()
        assert said["status"] == "success", said
        return dict(said["data"])

    def rules(self) -> dict[str, dict[str, Any]]:
        """Each alert, as it was last looked at."""
        return {
            rule["name"]: rule for group in self.asked("rules")["groups"] for rule in group["rules"]
        }

    def has_looked(self) -> bool:
        """Whether it has seen what the worker shows last, and looked at every alert since: before
        the worker was there, it missed one."""
        if not all(self.asked("query", query=name)["result"] for name in _LAST):
            return False
        rules = self.rules()
        looked = all(rule["health"] != "unknown" for rule in rules.values())
        return looked and rules["PayByInvoiceNoWorker"]["state"] == "inactive"


@pytest.fixture(scope="module")
def started(
    address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, subprocess.Popen[bytes]] | None]:
    """Prometheus' address and process, where it is installed. It takes some seconds to find its
    first target, and does so while the worker starts."""
    if (program := shutil.which("prometheus")) is None:
        yield None
        return
    folder = tmp_path_factory.mktemp("prometheus")
    configured = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    # Ours but for where the worker is, which nobody resolves here, and the pace.
    configured["global"] = dict.fromkeys(configured["global"], "1s")
    configured["rule_files"] = [str(PROMETHEUS / file) for file in configured["rule_files"]]
    (job,) = configured["scrape_configs"]
    del job["dns_sd_configs"]
    job["static_configs"] = [{"targets": [address]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configured), "utf-8")
    listens = f"{LOOPBACK}:{free_port()}"
    options = {
        "config.file": folder / "prometheus.yml",
        "storage.tsdb.path": folder / "data",
        "web.listen-address": listens,
        "log.level": "error",
    }
    running = subprocess.Popen([program, *(f"--{name}={value}" for name, value in options.items())])
    try:
        yield listens, running
    finally:
        running.kill()
        running.wait()


@pytest.fixture(scope="module")
def shown(
    address: str, started: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, float]]:
    """What a worker shows after a request's alarm, an invoice's, and too large a payment. It is a
    real one with an engine of its own, and shows the ledger's figures every 15 seconds."""
    home = tmp_path_factory.mktemp("watched")
    inbox = home / "bank"
    inbox.mkdir()
    settings = {"METRICS_ADDRESS": address, "BANK_INBOX": inbox.as_uri()}
    named = {f"PAYBYINVOICE_{name}": value for name, value in settings.items()}
    with at_work(home, "--rehearsal", **named) as shell:
        shell.asked("account", "import", EXAMPLES / "accounts.yaml")
        by = ("--by", "anna@contoso.nl")
        shell.asked("open", FORMS / "contoso.yaml", "--submit", *by)
        shell.asked("fast-forward", "sub-contoso-1", "65d")
        shell.asked("switch", "sub-contoso-1", "--yes", *by)
        shell.asked("open", FORMS / "northwind.yaml", "--submit", "--by", "nora@northwind.example")
        file = home / "statement.xml"
        file.write_bytes(statement(Booked("7.00", "thank you")))
        shell.asked("bank", "import", file, "--by", "paula@provider.example")
        invoice, paula = EXAMPLES / "invoices/contoso-2026-11.yaml", "paula@provider.example"
        shell.asked("invoice", "issue", invoice, "--by", paula)
        shell.asked("fast-forward", "invoice/CON-2026-11", "45d")
        paid = ("--amount", "5000", "--bank-reference", "NL24-1", "--by", paula)
        shell.asked("invoice", "pay", "CON-2026-11", *paid)
        deadline = time.monotonic() + 60
        found = metrics_at(address)
        while not all(any(name in each for each in found) for name in _LAST):
            assert time.monotonic() < deadline, "waited in vain until money is shown"
            time.sleep(0.2)
            found = metrics_at(address)
        yield found


@pytest.fixture(scope="module")
def prometheus(
    shown: dict[str, float], started: tuple[str, subprocess.Popen[bytes]] | None
) -> Prometheus:
    """That has seen all of it."""
    of_debian("prometheus")
    assert started is not None
    asked, deadline = Prometheus(started[0]), time.monotonic() + 60
    assert started[1].poll() is None, "Prometheus ended by itself: see its log above."
    while not asked.has_looked():
        assert time.monotonic() < deadline, "waited in vain until Prometheus has looked"
        time.sleep(0.1)
    return asked


def known(shown: dict[str, float], name: str) -> bool:
    """Whether the worker shows it. What fails is shown once it has failed: of those, whether the
    SDK's core has such a metric."""
    plain = _OF_HISTOGRAMS.sub("", name)
    if any(each.partition("{")[0] in (name, f"{plain}_bucket") for each in shown):
        return True
    (core,) = Path(temporalio.bridge.__file__).parent.glob("temporal_sdk_bridge*")
    return name.endswith("_failed") and name.removeprefix("temporal_").encode() in core.read_bytes()


@pytest.mark.parametrize("name", sorted(set(chain.from_iterable(map(names, QUERIES)))))
def test_what_is_asked_for_is_shown(shown: dict[str, float], name: str) -> None:
    assert known(shown, name), f"No worker shows {name}."


def test_what_is_not_shown_is_noticed(shown: dict[str, float]) -> None:
    assert not known(shown, "pay_by_invoice_requests_opened")
    assert not known(shown, "temporal_workflow_task_execution_fails_failed")


def test_a_request_and_an_invoice_were_acted_on_in_time(shown: dict[str, float]) -> None:
    def count(part: str, *labels: str) -> float:
        name = f"pay_by_invoice_alarm_lateness_seconds_{part}"
        return sum(
            value
            for each, value in shown.items()
            if each.startswith(name) and all(label in each for label in labels)
        )

    for each in ("of=request", "of=invoice"):
        # Not every one: skipped time overshoots now and then.
        assert count("count", each) >= count("bucket", each, "le=60,") > 0


def test_labels_that_are_asked_for_are_shown(shown: dict[str, float]) -> None:
    labels = {
        each.partition("{")[0]: set(re.findall(r"(\w+)=", each.partition("{")[2])) for each in shown
    }
    for query in QUERIES:
        for each in selectors(query):
            asked = {matcher.name for matcher in each.matchers.matchers}
            assert asked <= labels.get(each.name, asked), query


def test_no_label_says_whose_anything_is(shown: dict[str, float]) -> None:
    said = " ".join(each for each in shown if each.startswith("pay_by_invoice_")).lower()
    assert "contoso" not in said
    assert "7d0c2a0e" not in said


def test_every_business_metric_is_on_the_dashboard() -> None:
    from engine.observing.business_metrics import _GAUGES

    drawn = set(chain.from_iterable(map(names, QUERIES)))
    assert {*_GAUGES, CURRENT} <= drawn


def test_every_alert_says_what_is_wrong_and_is_in_the_documentation() -> None:
    pages = (ROOT / "docs/operators.md").read_text("utf-8")
    for rule in RULES:
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["alert"] in pages, rule["alert"]


def test_of_every_alert_it_is_tested_when_it_fires_and_when_it_does_not() -> None:
    fires: set[str] = set()
    quiet: set[str] = set()
    for file in PROMETHEUS.glob("*_test.yml"):
        for each in yaml.safe_load(file.read_text("utf-8"))["tests"]:
            for case in each["alert_rule_test"]:
                (fires if case.get("exp_alerts") else quiet).add(case["alertname"])
    alerts = {rule["alert"] for rule in RULES}
    assert fires == alerts
    assert quiet == alerts


def test_prometheus_itself_scrapes_a_worker_and_looks_at_every_alert(
    prometheus: Prometheus,
) -> None:
    (target,) = prometheus.asked("targets")["activeTargets"]
    assert (target["health"], target["lastError"]) == ("up", "")
    rules = prometheus.rules()
    assert rules.keys() == {rule["alert"] for rule in RULES}
    assert [rule["lastError"] for rule in rules.values() if rule["health"] != "ok"] == []
    assert {rules[name]["state"] for name in _QUIET_WHILE_IT_WORKS} == {"inactive"}


@pytest.mark.parametrize("query", DRAWN)
def test_what_a_panel_asks_for_prometheus_answers(prometheus: Prometheus, query: str) -> None:
    answer = prometheus.asked("query", query=query.replace("$__rate_interval", "1m"))
    assert answer["resultType"] == "vector"
    if "rate(" not in query:
        assert answer["result"], "nothing would be drawn"


def test_panels_do_not_cover_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not taken & cells, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts_test.yml", "alerts_of_days_test.yml"),
        ("check", "config", "prometheus.yml"),
    ],
    ids=" ".join,
)
def test_prometheus_own_tool_agrees(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [of_debian("promtool"), *words],
        cwd=PROMETHEUS,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
