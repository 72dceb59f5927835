"""The Temporal core of a process: its logs go through ours, its metrics to Prometheus."""

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
from engine.ports import require_free, split_address
from settings import Settings

_THREADS_VARIABLE = "TOKIO_WORKER_THREADS"
_THREADS = "1"
"""What the core does takes little, and Python takes it up in one thread at a time: with more of its
own they wake each other up."""


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
    """Has the core of a face that stays log through ours. The address of metrics is the worker's,
    which may run on the same machine."""
    Runtime.set_default(build_runtime(settings.model_copy(update={"metrics_address": None})))


def silence() -> None:
    """Keeps the core of a command's client quiet: left alone it logs to standard output, where
    only the command's own answer belongs."""
    Runtime.set_default(_runtime(TelemetryConfig(logging=None)), error_if_already_set=False)


def _runtime(telemetry: TelemetryConfig) -> Runtime:
    os.environ.setdefault(_THREADS_VARIABLE, _THREADS)
    return Runtime(telemetry=telemetry)


def _prometheus(address: str) -> PrometheusConfig:
    host, port = split_address(address)
    try:
        # The core takes numeric addresses only.
        numeric = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise EngineUnusable(
            f"The metrics address {address} cannot be used: {error.strerror}."
        ) from error
    # And it says nothing when the port is taken.
    require_free(numeric, port, choose_with="PAYBYINVOICE_METRICS_ADDRESS")
    return PrometheusConfig(
        bind_address=f"[{numeric}]:{port}" if ":" in numeric else f"{numeric}:{port}",
        durations_as_seconds=True,
        unit_suffix=True,
    )
