from datetime import timedelta
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from engine.connection import connect
from engine.local.embedded import embedded_engine
from engine.local.history_kept import HISTORY_KEPT, keep_history
from settings import Settings
from tests.engine.support import Ports


async def test_what_has_ended_is_remembered_for_a_year_and_a_longer_memory_is_left_alone(
    home: Path, settings: Settings, ports: Ports
) -> None:
    async with embedded_engine(home, **ports):
        client = await connect(settings)
        await keep_history(client)
        assert await _kept(client) == HISTORY_KEPT

        await keep_history(client, timedelta(days=30))
        assert await _kept(client) == HISTORY_KEPT


async def _kept(client: Client) -> timedelta:
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    found = await client.workflow_service.describe_namespace(asked)
    return found.config.workflow_execution_retention_ttl.ToTimedelta()
