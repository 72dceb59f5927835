"""What is kept for a while only: what goes when, and what went."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from console.access import Action, Actor, allowed
from console.services import OurServices
from console.templating import render

router = APIRouter()


@router.get("/retention")
async def page(
    request: Request,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_RETENTION))],
) -> Response:
    return render(request, "pages/retention.html", view=await services.retention.view())
