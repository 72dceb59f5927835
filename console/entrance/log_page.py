"""The access log for administrators and auditors: as a page, and as lines of JSON."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from clients.access import AccessEvent
from console.access.acting import allowed
from console.entrance.parameters import Access
from console.templating import render
from domain.access import Action, Actor

Reading = Annotated[Actor, Depends(allowed(Action.VIEW_ACCESS_LOG))]

_ON_A_PAGE = 100
_AT_ONCE = 1000

router = APIRouter(prefix="/access/log")


@router.get("")
async def log_page(
    request: Request,
    actor: Reading,
    access: Access,
    event: AccessEvent | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    entries = await access.log(event=event, before=before, most=_ON_A_PAGE + 1)
    return render(
        request,
        "access/log.html",
        entries=entries[:_ON_A_PAGE],
        events=list(AccessEvent),
        event=event,
        older=entries[_ON_A_PAGE - 1].number if len(entries) > _ON_A_PAGE else None,
    )


@router.get("/lines")
async def log_lines(actor: Reading, access: Access) -> Response:
    """The whole log, newest first, an entry on each line."""

    async def lines() -> AsyncIterator[str]:
        before = None
        while entries := await access.log(before=before, most=_AT_ONCE):
            for each in entries:
                yield each.model_dump_json() + "\n"
            before = entries[-1].number

    headers = {"Content-Disposition": 'attachment; filename="access-log.jsonl"'}
    return StreamingResponse(lines(), media_type="application/x-ndjson", headers=headers)
