"""The manifests for Kubernetes: valid by its own schemas, and about this program as it is."""

import re
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from engine.releases import deployment
from files.environment import known_variables
from release import RELEASE
from settings import Settings
from tests.naming import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
MANIFESTS: dict[str, dict[str, Any]] = {
    f"{file.stem}-{document['kind']}": document
    for file in sorted(FOLDER.glob("*.yaml"))
    for document in yaml.safe_load_all(file.read_text("utf-8"))
}
SETTINGS: dict[str, str] = MANIFESTS["config-ConfigMap"]["data"]
_CLOSING_SECONDS = 5
_COMPONENT = "app.kubernetes.io/component"
_VERSION = "app.kubernetes.io/version"
_SUFFIX = f"-{RELEASE.replace('.', '-')}"
_SCALER = {
    "endpoint",
    "namespace",
    "taskQueue",
    "queueTypes",
    "targetQueueSize",
    "workerDeploymentName",
    "workerDeploymentBuildId",
}
"""What KEDA's scaler for Temporal is told here; it has more."""
_OF_A_RELEASE = {
    "migration-Job",
    "release-Job",
    "worker-Deployment",
    "worker-PodDisruptionBudget",
    "worker-scaling-ScaledObject",
}
"""What each release has for itself."""


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {name: each for name, each in MANIFESTS.items() if each["kind"] == kind}


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in ("Deployment", "Job"):
        for name, each in of_kind(kind).items():
            yield name, each["spec"]["template"]["spec"]


PODS = dict(pods())
each_pod = pytest.mark.parametrize("pod", PODS.values(), ids=PODS)


@pytest.mark.parametrize("name", [name for name in MANIFESTS if "ScaledObject" not in name])
def test_each_is_what_kubernetes_takes(name: str) -> None:
    latest = kubernetes_validate.latest_version()
    kubernetes_validate.validate(MANIFESTS[name], latest, strict=True)


def test_a_mistake_would_be_noticed() -> None:
    wrong = {**MANIFESTS["worker-PodDisruptionBudget"], "spec": {"maxUnavailabel": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


@each_pod
def test_every_variable_is_one_of_ours(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    given = [*SETTINGS, *(each["name"] for each in container["env"])]
    assert set(given) <= set(known_variables()), given
    assert len(given) == len(set(given))


def test_the_settings_make_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.log_format == "json"
    assert settings.secure_cookies


@each_pod
def test_secrets_are_in_no_manifest(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    for each in container["env"]:
        if each["name"].endswith(("_PASSWORD", "_SECRET", "SMTP_URL")):
            assert each.keys() == {"name", "valueFrom"}
            assert each["valueFrom"]["secretKeyRef"]["name"] == "pay-by-invoice"
    assert not any(name.endswith(("_PASSWORD", "_SECRET", "SMTP_URL")) for name in SETTINGS)


@each_pod
def test_nothing_may_be_more_than_it_has_to(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert f"--uid {pod['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text()
    assert pod["automountServiceAccountToken"] is False
    inside = container["securityContext"]
    assert (inside["allowPrivilegeEscalation"], inside["readOnlyRootFilesystem"]) == (False, True)
    assert inside["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"].keys() == {"memory"}
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    (mounted,) = container["volumeMounts"]
    assert SETTINGS["PAYBYINVOICE_HOME"].startswith(mounted["mountPath"])


@pytest.mark.parametrize("name", of_kind("Deployment"))
def test_what_ends_has_the_time_that_it_asks_for(name: str) -> None:
    grace = float(SETTINGS["PAYBYINVOICE_SHUTDOWN_GRACE_SECONDS"])
    assert PODS[name]["terminationGracePeriodSeconds"] > grace + _CLOSING_SECONDS


@pytest.mark.parametrize("name", of_kind("Deployment"))
def test_only_a_process_that_does_not_answer_is_restarted(name: str) -> None:
    (container,) = PODS[name]["containers"]
    paths = {kind: container[kind]["httpGet"]["path"] for kind in container if "Probe" in kind}
    assert paths == {"startupProbe": "/live", "livenessProbe": "/live", "readinessProbe": "/ready"}
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    asked = ports[container["livenessProbe"]["httpGet"]["port"]]
    assert any(str(each.get("value", "")).endswith(f":{asked}") for each in container["env"])


@pytest.mark.parametrize("name", of_kind("Deployment"))
def test_an_eviction_leaves_one(name: str) -> None:
    labels = MANIFESTS[name]["spec"]["template"]["metadata"]["labels"]
    assert MANIFESTS[name]["spec"]["selector"]["matchLabels"] == labels
    budget = MANIFESTS[name.replace("Deployment", "PodDisruptionBudget")]["spec"]
    assert budget["selector"]["matchLabels"] == labels


def test_what_each_release_has_for_itself_is_named_after_this_one() -> None:
    named = {
        name: each for name, each in MANIFESTS.items() if _VERSION in each["metadata"]["labels"]
    }
    assert named.keys() == _OF_A_RELEASE
    for name, each in named.items():
        about = each["metadata"]
        assert about["labels"][_VERSION] == RELEASE, name
        assert about["name"].endswith(_SUFFIX), name
        inside = each["spec"].get("template")
        assert inside is None or inside["metadata"]["labels"] == about["labels"], name


@each_pod
def test_every_image_is_of_this_release(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    assert container["image"] == f"pay-by-invoice:{RELEASE}"


def test_the_job_that_makes_a_release_current_makes_this_one_current() -> None:
    (container,) = PODS["release-Job"]["containers"]
    assert container["command"] == ["python", "starter.py", "release", "current", RELEASE]


def test_the_upgrade_in_the_documentation_is_of_what_is_here() -> None:
    pages = (ROOT / "docs" / "operators.md").read_text("utf-8")
    section = pages.partition("\n## Kubernetes\n")[2].partition("\n## ")[0]
    files = re.findall(r"-f (\S+\.yaml)", section)
    assert len(files) >= 5
    assert [file for file in files if not (FOLDER / file).exists()] == []
    there = {
        f"{each['kind'].lower()}/{each['metadata']['name']}".removesuffix(_SUFFIX)
        for each in MANIFESTS.values()
    }
    named = set(re.findall(r"((?:job|deployment)/\S+)-0-3-0", section))
    assert named == {"job/pay-by-invoice-migration", "deployment/pay-by-invoice-worker"}
    assert named <= there
    ((kinds, wanted),) = re.findall(r"kubectl delete (\S+) .*?-l (\S+)=0\.2\.0", section, re.DOTALL)
    deleted = {
        name
        for name, each in MANIFESTS.items()
        if each["kind"].lower() in kinds.split(",")
        and wanted == f"{_COMPONENT}={each['metadata']['labels'][_COMPONENT]},{_VERSION}"
        and _VERSION in each["metadata"]["labels"]
    }
    assert deleted == {each for each in _OF_A_RELEASE if each.startswith("worker")}


def test_workers_are_scaled_by_the_task_queue_that_they_poll() -> None:
    scaled = MANIFESTS["worker-scaling-ScaledObject"]
    assert scaled["apiVersion"] == "keda.sh/v1alpha1"
    spec = scaled["spec"]
    worker = MANIFESTS["worker-Deployment"]
    assert spec["scaleTargetRef"]["name"] == worker["metadata"]["name"]
    assert "replicas" not in worker["spec"], "two that say how many would undo each other's work"
    assert 1 <= spec["minReplicaCount"] < spec["maxReplicaCount"]
    (trigger,) = spec["triggers"]
    assert trigger["type"] == "temporal"
    asked = trigger["metadata"]
    assert asked.keys() == _SCALER
    assert all(isinstance(each, str) for each in asked.values()), "KEDA takes text only"
    assert asked["endpoint"] == SETTINGS["TEMPORAL_ADDRESS"]
    assert asked["namespace"] == SETTINGS["TEMPORAL_NAMESPACE"]
    assert asked["taskQueue"] == SETTINGS["PAYBYINVOICE_TASK_QUEUE"]
    # What is waiting for another release is none of these workers' work.
    known_as = deployment(Settings(task_queue=asked["taskQueue"])).version
    assert asked["workerDeploymentName"] == known_as.deployment_name
    assert asked["workerDeploymentBuildId"] == known_as.build_id
