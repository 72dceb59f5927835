"""The Temporal core's logs and metrics: logs go through ours, metrics to Prometheus."""

import logging
import os
import socket

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from engine.errors import EngineUnusable
from engine.local.ports import require_free, split_address
from settings import Settings

_THREADS_VARIABLE = "TOKIO_WORKER_THREADS"
_THREADS = "1"
"""One thread: the core does little, and Python takes up its results one thread at a time; more
threads would only wake each other."""


_LATENESS_SECONDS = [
    1.0,
    5.0,
    15.0,
    60.0,
    300.0,
    900.0,
    3600.0,
    6 * 3600.0,
    24 * 3600.0,
    7 * 86400.0,
]


def build_runtime(settings: Settings) -> Runtime:
    """The one runtime of a worker process; metrics at `/metrics` when the settings ask for it.

    Raises `EngineUnusable` when the metrics address cannot be used.
    """
    metrics = settings.metrics_address
    return _runtime(
        TelemetryConfig(
            logging=LoggingConfig(
                filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
                forwarding=LogForwardingConfig(logger=logging.getLogger("temporalio.core")),
            ),
            metrics=_prometheus(metrics) if metrics else None,
        )
    )


def forward_logs(settings: Settings) -> None:
    """Sends the core's logs of a long-running client through ours. Metrics stay off: their address
    is the worker's, which may run on the same machine."""
    Runtime.set_default(build_runtime(settings.model_copy(update={"metrics_address": None})))


def silence() -> None:
    """Silences the core of a command's client: by default it logs to standard output, where only
    the command's own answer belongs."""
    Runtime.set_default(_runtime(TelemetryConfig(logging=None)), error_if_already_set=False)


def _runtime(telemetry: TelemetryConfig) -> Runtime:
    os.environ.setdefault(_THREADS_VARIABLE, _THREADS)
    return Runtime(telemetry=telemetry)


def _prometheus(address: str) -> PrometheusConfig:
    from workflows.lateness import LATENESS  # not for a command, which only silences the core

    host, port = split_address(address)
    try:
        # The core accepts numeric addresses only.
        numeric = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise EngineUnusable(
            f"The metrics address {address} cannot be used: {error.strerror}."
        ) from error
    # And it reports nothing when the port is taken.
    require_free(numeric, port, choose_with="PAYBYINVOICE_METRICS_ADDRESS")
    return PrometheusConfig(
        bind_address=f"[{numeric}]:{port}" if ":" in numeric else f"{numeric}:{port}",
        durations_as_seconds=True,
        histogram_bucket_overrides={LATENESS: _LATENESS_SECONDS},
        unit_suffix=True,
    )
