"""Endpoints of webhooks as JSON. A secret is in none of it."""

from typing import Any

from domain.webhooks.endpoint import Endpoint

_SECRET = {"secret", "previous_secret"}


def endpoint_document(endpoint: Endpoint) -> dict[str, Any]:
    """For `--json` and the API."""
    return endpoint.model_dump(mode="json", exclude=_SECRET)
