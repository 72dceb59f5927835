"""The services of docker-compose.yml, read as they are written: no Docker is needed here."""

import re
import tomllib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from temporalio.envconfig import ClientConfigProfile

from console.health import HEALTH
from engine.local.command import SEARCH_ATTRIBUTES, server_command
from settings import SECRETS, Settings
from workflows import attributes

COMPOSE: dict[str, Any] = yaml.safe_load(Path("docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
REGISTER = Path("docker/temporal/register.sh").read_text("utf-8")

PREFIX = "PAYBYINVOICE_"

CONSOLES = {"console": "worker", "console-production": "worker-production"}
"""Each with the worker whose ledger it shows."""

WITH_A_DEFAULT = {"PAYBYINVOICE_PUBLIC_URL", "PAYBYINVOICE_TAKE_OVER"}
"""What is no secret and may be left out."""

every_service = pytest.mark.parametrize("name", SERVICES)
every_console = pytest.mark.parametrize("name", CONSOLES)


def environment(name: str) -> dict[str, str | None]:
    return dict(SERVICES[name].get("environment", {}))


def is_one_shot(name: str) -> bool:
    return SERVICES[name].get("restart") == "no"


def is_production(name: str) -> bool:
    return SERVICES[name].get("profiles") == ["production"]


def seconds(duration: str) -> float:
    amount, unit = re.fullmatch(r"(\d+)(s|m)", duration).groups()  # type: ignore[union-attr]
    return timedelta(**{{"s": "seconds", "m": "minutes"}[unit]: int(amount)}).total_seconds()


@every_service
def test_every_setting_of_ours_is_one_that_we_read(name: str) -> None:
    ours = {
        variable.removeprefix(PREFIX).lower()
        for variable in environment(name)
        if variable.startswith(PREFIX)
    }

    in_files = {f"{secret}_file" for secret in SECRETS}
    assert ours <= set(Settings.model_fields) | in_files


@every_service
def test_every_variable_of_temporal_is_one_that_its_clients_read(name: str) -> None:
    for variable, value in environment(name).items():
        if variable.startswith("TEMPORAL_"):
            profile = ClientConfigProfile.load(
                disable_file=True, override_env_vars={variable: value or ""}
            )
            assert value in (profile.address, profile.namespace), variable


@every_service
def test_every_image_is_pinned(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].rpartition(":")

    assert re.match(r"v?\d+\.\d+", tag)


def test_our_image_carries_the_version_of_the_project() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]

    built = {service["image"] for service in SERVICES.values() if "build" in service}
    assert built == {f"{project['name']}:{project['version']}"}


@every_service
def test_every_port_is_published_on_loopback_only(name: str) -> None:
    for port in SERVICES[name].get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)


def test_no_two_services_want_the_same_port() -> None:
    ports = [
        port.split(":")[1] for service in SERVICES.values() for port in service.get("ports", ())
    ]

    assert len(ports) == len(set(ports))


@every_service
def test_every_service_says_whether_it_is_well_or_is_waited_for(name: str) -> None:
    if is_one_shot(name):
        conditions = [
            service["depends_on"][name]["condition"]
            for service in SERVICES.values()
            if name in service.get("depends_on", {})
        ]
        assert conditions and set(conditions) == {"service_completed_successfully"}
    else:
        assert "healthcheck" in SERVICES[name] or ("build" in SERVICES[name])


@every_service
def test_nothing_is_waited_for_that_is_not_started(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        assert is_production(needed) == is_production(name)
        expected = "service_completed_successfully" if is_one_shot(needed) else "service_healthy"
        assert how["condition"] == expected


def test_prometheus_scrapes_every_worker_where_it_shows_its_metrics() -> None:
    config = yaml.safe_load(Path("deploy/prometheus/prometheus.yml").read_text("utf-8"))
    ((scraped,),) = (job["dns_sd_configs"] for job in config["scrape_configs"])
    workers = {name for name in SERVICES if f"{PREFIX}METRICS_ADDRESS" in environment(name)}

    assert set(scraped["names"]) == workers == set(CONSOLES.values())
    for name in workers:
        assert environment(name)[f"{PREFIX}METRICS_ADDRESS"] == f"0.0.0.0:{scraped['port']}"
    mounted = mounted_files("prometheus")
    assert {Path(target).name for target in mounted} == {"prometheus.yml", *config["rule_files"]}
    assert (
        f"--config.file={mounted_at('prometheus', 'deploy/prometheus/prometheus.yml')}"
        in (SERVICES["prometheus"]["command"])
    )


def test_grafana_shows_our_dashboard_from_the_prometheus_beside_it() -> None:
    read = yaml.safe_load(Path("deploy/grafana/prometheus.yaml").read_text("utf-8"))
    (source,) = read["datasources"]
    assert (source["type"], source["url"]) == ("prometheus", "http://prometheus:9090")
    assert source["isDefault"]

    shown = yaml.safe_load(Path("deploy/grafana/dashboards.yaml").read_text("utf-8"))
    (provider,) = shown["providers"]
    dashboard = mounted_at("grafana", "deploy/grafana/pay-by-invoice.json")
    assert Path(provider["options"]["path"]) == Path(dashboard).parent
    assert environment("grafana")["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] == dashboard
    for kind in ("datasources/prometheus.yaml", "dashboards/dashboards.yaml"):
        where = mounted_at("grafana", f"deploy/grafana/{Path(kind).name}")
        assert where == f"/etc/grafana/provisioning/{kind}"


def test_whoever_looks_at_grafana_can_change_nothing() -> None:
    said = environment("grafana")

    assert said["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert said["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"


def mounted_files(name: str) -> dict[str, str]:
    """The files of ours that a service reads, by where it has them."""
    parts = (volume.split(":") for volume in SERVICES[name]["volumes"] if volume[0] == ".")
    return {target: source.removeprefix("./") for source, target, _ in parts}


def mounted_at(name: str, file: str) -> str:
    (target,) = (at for at, source in mounted_files(name).items() if source == file)
    return target


@every_service
def test_a_worker_gets_longer_to_stop_than_it_gives_its_activities(name: str) -> None:
    if "build" in SERVICES[name]:
        grace = Settings.model_fields["shutdown_grace_seconds"].default
        assert seconds(SERVICES[name]["stop_grace_period"]) > grace + 10


@every_service
def test_every_volume_and_every_mounted_file_exists(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source, _, target = volume.partition(":")
        assert target.startswith("/")
        if source.startswith("./"):
            assert Path(source).is_file()
            assert volume.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]


def volumes_of(name: str) -> list[str]:
    return [each for each in SERVICES[name].get("volumes", ()) if not each.startswith("./")]


def test_only_a_console_and_its_worker_share_a_volume() -> None:
    mounted = [
        volume.partition(":")[0]
        for name in SERVICES
        if name not in CONSOLES
        for volume in volumes_of(name)
    ]

    assert sorted(mounted) == sorted(COMPOSE["volumes"])


@every_console
def test_a_console_works_with_what_its_worker_works_with(name: str) -> None:
    worker = CONSOLES[name]

    assert volumes_of(name) == volumes_of(worker)
    for shared in ("image", "build", "cap_drop", "security_opt"):
        assert SERVICES[name][shared] == SERVICES[worker][shared]
    for shared in (
        "TEMPORAL_ADDRESS",
        "TEMPORAL_NAMESPACE",
        "PAYBYINVOICE_DATABASE_URL",
        "PAYBYINVOICE_DOCUMENTS_URL",
    ):
        assert environment(name).get(shared) == environment(worker).get(shared)
    assert worker in SERVICES[name]["depends_on"]


@every_console
def test_a_console_is_run_by_its_own_program_in_which_nothing_can_be_written_to(name: str) -> None:
    assert SERVICES[name]["entrypoint"] == ["python", "-m", "console"]
    assert Path("console/__main__.py").is_file()
    assert SERVICES[name]["read_only"]
    assert "command" not in SERVICES[name]


@every_console
def test_a_console_is_asked_where_it_listens_whether_it_is_well(name: str) -> None:
    *_, program = SERVICES[name]["healthcheck"]["test"]
    host, _, port = str(environment(name)[f"{PREFIX}CONSOLE_ADDRESS"]).rpartition(":")

    assert host == "0.0.0.0"
    assert f"'http://127.0.0.1:{port}{HEALTH}'" in program
    assert [each.rpartition(":")[2] for each in SERVICES[name]["ports"]] == [port]


@every_console
def test_a_console_is_reached_at_the_address_that_it_takes_for_its_own(name: str) -> None:
    (published,) = SERVICES[name]["ports"]
    address, _, _ = published.rpartition(":")
    said = str(environment(name)[f"{PREFIX}PUBLIC_URL"])

    assert said.removeprefix(f"${{{PREFIX}PUBLIC_URL:-").removesuffix("}") == f"http://{address}"


def test_in_production_every_setting_of_signing_in_is_passed_on() -> None:
    of_signing_in = {
        f"{PREFIX}{setting.upper()}"
        for setting in Settings.model_fields
        if setting.startswith(("oidc_", "session_", "link_"))
        or setting in ("local_sign_in", "console_hosts", "trusted_proxies")
    }

    handed_on = {
        name.removesuffix("_FILE")
        for name, value in environment("console-production").items()
        if value is None or name.endswith("_FILE")
    }
    assert of_signing_in <= handed_on


def test_every_secret_is_a_file_and_in_no_environment() -> None:
    text = Path("docker-compose.yml").read_text("utf-8")
    given = {name for service in SERVICES.values() for name in service.get("secrets", ())}
    assert given == set(COMPOSE["secrets"])

    for name, service in SERVICES.items():
        said = " ".join(map(str, [*environment(name).values(), service.get("command")]))
        read = set(re.findall(r"/run/secrets/(\w+)", said))
        assert read <= set(service.get("secrets", ())), name
        for variable in environment(name):
            if re.search(r"PASSWORD|PWD|SECRET|SMTP_URL", variable) and SERVICES[name].get(
                "profiles"
            ):
                assert variable.endswith("_FILE"), variable
    # Nothing secret is filled in while the file is read, or stands in it.
    assert set(re.findall(r"\$\{(\w+)", "\n".join(map(str, SERVICES.values())))) <= WITH_A_DEFAULT
    assert not re.search(r"(?i)^ *\w*(password|pwd|secret)\w*: *[^\s$/{\[]", text, re.MULTILINE)


def test_a_secret_has_no_default_but_that_it_is_not_there() -> None:
    for source in COMPOSE["secrets"].values():
        (where,) = source.values()
        assert "environment" in source or where.endswith(":-/dev/null}")


def test_the_roles_of_the_database_read_the_secrets_that_it_is_given() -> None:
    roles = Path("docker/postgres/roles.sql").read_text("utf-8")

    assert set(re.findall(r"/run/secrets/(\w+)", roles)) < set(SERVICES["postgres"]["secrets"])
    assert SERVICES["temporal-schema"]["environment"]["SQL_USER"] == "temporal"
    assert set(re.findall(r"CREATE ROLE (\w+)", roles)) == {"temporal", "ledger"}


def test_the_search_attributes_that_are_registered_are_ours() -> None:
    registered = re.findall(r"--name (\w+) --type (\w+)", REGISTER)

    assert registered == [
        (key.name, key.indexed_value_type.name.title().replace("_", "")) for key in attributes.ALL
    ]
    assert dict(registered) == SEARCH_ATTRIBUTES
    for key in attributes.ALL:
        assert f"{key.name} IS NULL" in REGISTER


def test_the_development_server_runs_as_the_embedded_one_does() -> None:
    shared = ("--sqlite-pragma", "--dynamic-config-value")
    embedded = server_command(Path("temporal.db"), port=7233, ui_port=8233, rehearsal=False)
    options = {f"{option}={value}" for option, value in pairwise(embedded) if option in shared}

    command = SERVICES["temporal"]["command"]
    assert {option for option in command if option.startswith(shared)} == options
