"""What came in on our bank accounts: what waits for a decision first, and files that come in."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.datastructures import FormData, UploadFile

from application.bank.advise import Advised
from application.bank.import_statements import Imported
from application.ports.bank import EntryFilter
from clients.bank.advising import LISTED
from console.access import Action, Actor, allowed
from console.live import BANK
from console.pages.bank_words import amount_of, reading_of, shown_waiting
from console.pages.forms import Answers, storable
from console.pages.streaming import changes
from console.services import OurServices, Services
from console.templating import render, wants_part
from domain.bank.entry_states import EntryState
from domain.errors import AccountUnknown, InvalidFile
from wording.bank import rule

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]
_Importer = Annotated[Actor, Depends(allowed(Action.IMPORT_STATEMENTS))]

_FIRST = (EntryState.SUGGESTED, EntryState.UNMATCHED)
_JUST_NOW = timedelta(seconds=5)
_AT_ONCE = 100
"""Files of one form."""

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    name: str
    imported: Imported | None = None
    advised: Advised | None = None
    """What payment advice in it came to."""
    problems: tuple[dict[str, Any], ...] = ()
    """Why it was refused."""


@router.get("/bank")
async def bank(
    request: Request, services: OurServices, actor: _Viewer, state: str = "", after: str = ""
) -> Response:
    return await _shown(request, services, actor, state, after)


@router.get("/bank/live", response_class=EventSourceResponse)
async def live(services: OurServices, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
    async def missed() -> bool:
        lately = await services.bank.changes(datetime.now(UTC) - _JUST_NOW)
        return bool(lately.decided or lately.read)

    async with aclosing(changes(services.live, BANK, missed=missed)) as events:
        async for event in events:
            yield event


@router.post("/bank/import")
async def import_files(request: Request, services: OurServices, actor: _Importer) -> Response:
    form = await request.form(max_files=_AT_ONCE)
    files = _chosen(form, "files")
    try:
        profile = Answers(form).optional("profile", 200)
        results = [await _imported(services, actor, each, profile) for each in files]
    finally:
        services.live.poll_now()
    refused = not files or any(each.imported is None for each in results)
    status = 422 if refused else 200
    return await _shown(request, services, actor, results=results, status=status)


@router.post("/bank/refused-files/{file}/seen")
async def see_file(file: str, services: OurServices, actor: _Importer) -> Response:
    try:
        await services.bank.see_file(storable(file), actor.sign_in)
    finally:
        services.live.poll_now()
    return RedirectResponse("/bank", status_code=303)


@router.post("/bank/advice")
async def take_advice(request: Request, services: OurServices, actor: _Importer) -> Response:
    form = await request.form(max_files=_AT_ONCE)
    files = _chosen(form, "advice")
    account = storable(str(form.get("account") or "")).strip()[:100] or None
    try:
        results = [await _advised(services, actor, each, account) for each in files]
    finally:
        services.live.poll_now()
    refused = not files or any(each.advised is None for each in results)
    return await _shown(request, services, actor, results=results, status=422 if refused else 200)


def _chosen(form: FormData, name: str) -> list[UploadFile]:
    return [each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename]


async def _advised(
    services: Services, actor: Actor, file: UploadFile, account: str | None
) -> FileResult:
    name = storable(file.filename or "")[:200]
    try:
        done = await services.bank.advise(name, file.file, actor.sign_in, account)
    except InvalidFile as refused:
        return FileResult(name, problems=tuple(refused.details["problems"]))
    except AccountUnknown as unknown:
        return FileResult(name, problems=({"line": 0, "problem": str(unknown)},))
    return FileResult(name, advised=done)


async def _imported(
    services: Services, actor: Actor, file: UploadFile, profile: str | None
) -> FileResult:
    name = storable(file.filename or "")[:200]
    try:
        done = await services.bank.import_opened(
            [(name, file.file)], actor.sign_in, profile=profile
        )
    except InvalidFile as refused:
        return FileResult(name, problems=tuple(refused.details["problems"]))
    return FileResult(name, done)


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    state: str = "",
    after: str = "",
    results: list[FileResult] | None = None,
    status: int = 200,
) -> Response:
    now = datetime.now(UTC)
    wanted = (EntryState(state),) if state in set(EntryState) else _FIRST
    lists = [
        (each, await services.bank.list(EntryFilter(each), storable(after) if state else ""))
        for each in wanted
    ]
    state = state if state in set(EntryState) else ""
    return render(
        request,
        "bank/now.html" if wants_part(request) else "bank/list.html",
        status=status,
        waiting=[shown_waiting(each, now) for each in await services.bank.waiting()],
        lists=lists,
        most=LISTED,
        states=list(EntryState),
        chosen=state,
        here=f"/bank?{urlencode({'state': state, 'after': after})}" if state else "/bank",
        results=results,
        refused=await services.bank.refused_files(),
        profiles=[each.name for each in await services.bank.profiles()],
        at_most=services.settings.documents_max_bytes // (1024 * 1024),
        may_import=actor.may(Action.IMPORT_STATEMENTS),
        amount_of=amount_of,
        reading_of=reading_of,
        rule=rule,
    )
