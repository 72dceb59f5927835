"""What is kept for a while only."""

from typing import Annotated

from fastapi import APIRouter, Depends

from clients.personal_data.retention import RetentionView
from console.access import Action, Actor, allowed
from console.api.documented_refusals import READING
from console.api.reading import ApiRoute
from console.services import OurServices

reading = APIRouter(
    prefix="/api/v1", route_class=ApiRoute, tags=["personal data"], responses=READING
)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_RETENTION))]


@reading.get("/retention", operation_id="list_retention", summary="What goes when, and what went")
async def list_retention(services: OurServices, actor: Viewer) -> RetentionView:
    """By the policy file. Money and books never go; what went is told by how many, never whose."""
    return await services.retention.view()
