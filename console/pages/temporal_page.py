"""The address of Temporal's own page of a workflow."""

from urllib.parse import quote

from engine.local.engine_record import running_engine
from settings import Settings


def temporal_page(settings: Settings, namespace: str, workflow_id: str) -> str | None:
    """The address; None where Temporal's web pages are not known."""
    base = settings.temporal_ui
    if base is None:
        engine = running_engine(settings.engine_file)
        base = engine.ui if engine else None
    if base is None:
        return None
    names = quote(namespace, safe=""), quote(workflow_id, safe="")
    return f"{base.rstrip('/')}/namespaces/{names[0]}/workflows/{names[1]}"
