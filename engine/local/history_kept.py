"""How long the embedded engine keeps ended workflows: by default a day, which is too short to look
anything up."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client

HISTORY_KEPT = timedelta(days=365)
"""As in the production set-up of docker/temporal."""


async def keep_history(client: Client, period: timedelta = HISTORY_KEPT) -> None:
    """Makes the engine keep the history of ended requests for at least this long."""
    service = client.workflow_service
    found = await service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    if found.config.workflow_execution_retention_ttl.ToTimedelta() >= period:
        return
    kept = Duration()
    kept.FromTimedelta(period)
    await service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=kept),
        )
    )
