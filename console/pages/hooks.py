"""Webhooks: where events are sent, what was answered, and sending again."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from clients.events.client import types_named
from clients.events.hooks import DELIVERIES, Endpoint
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.pages.forms import Answers, storable
from console.pages.notices import Notice, notice_of
from console.services import OurServices, Services
from console.templating import render
from domain.errors import DomainError, HookUnknown, InvalidFile, ServiceUnreachable
from domain.events.types import EventType
from domain.webhooks.endpoint import LONGEST_URL
from wording.catalogue import staff_words
from wording.hooks import answered, trouble
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_HOOKS))]
_Manager = Annotated[Actor, Depends(allowed(Action.MANAGE_HOOKS))]
_LONGEST_EVENT = 40

router = APIRouter(prefix="/webhooks")


@router.get("")
async def endpoints(request: Request, services: OurServices, actor: _Viewer) -> Response:
    return await _all(request, services, actor)


@router.post("")
async def add(request: Request, services: OurServices, actor: _Manager) -> Response:
    form = await request.form()
    answers = Answers(form)
    url, key = answers.text("url", LONGEST_URL), answers.optional("key", 200)
    chosen = [each for each in form.getlist("types") if isinstance(each, str)]
    try:
        if answers.problems:
            return await _all(request, services, actor, url, chosen, answers.problems, status=422)
        made = await services.hooks.add(url, types_named(chosen, "types"), actor.sign_in, key)
    except InvalidFile as invalid:
        first = invalid.details["problems"][0]
        problems = {first["field"]: str(first["problem"])}
        return await _all(request, services, actor, url, chosen, problems, status=422)
    except ServiceUnreachable:
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        status = status_of(refusal)
        return await _all(request, services, actor, url, chosen, {}, notice, status)
    return _secret_page(request, made)


@router.get("/{hook}")
async def one(
    request: Request, hook: str, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    return await _one(request, services, actor, hook, notice_of("hooks.done", done))


@router.post("/{hook}/test")
async def test(request: Request, hook: str, services: OurServices, actor: _Manager) -> Response:
    tested = await services.hooks.test(storable(hook))
    said = staff_words()("hooks.tested", answer=answered(tested.answer, tested.trouble))
    notice = Notice(said, refused=tested.trouble is not None)
    return await _one(request, services, actor, hook, notice)


@router.post("/{hook}/disable")
async def disable(hook: str, services: OurServices, actor: _Manager) -> Response:
    await services.hooks.disable(storable(hook), actor.sign_in)
    return _back(hook, "disable")


@router.post("/{hook}/enable")
async def enable(hook: str, services: OurServices, actor: _Manager) -> Response:
    await services.hooks.enable(storable(hook), actor.sign_in)
    return _back(hook, "enable")


@router.post("/{hook}/rotate")
async def rotate(request: Request, hook: str, services: OurServices, actor: _Manager) -> Response:
    key = Answers(await request.form()).optional("key", 200)
    return _secret_page(request, await services.hooks.rotate(storable(hook), actor.sign_in, key))


@router.post("/{hook}/send")
async def send(request: Request, hook: str, services: OurServices, actor: _Manager) -> Response:
    answers = Answers(await request.form())
    first = answers.text("event", _LONGEST_EVENT)
    last = answers.optional("to", _LONGEST_EVENT)
    typed = {"event": first, "to": last or ""}
    if answers.problems:
        return await _one(request, services, actor, hook, None, typed, answers.problems, 422)
    try:
        await services.hooks.send_again(first, last, storable(hook), by=actor.sign_in)
    except (HookUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        return await _one(request, services, actor, hook, notice, typed, {}, status_of(refusal))
    return _back(hook, "send")


def _back(hook: str, done: str) -> Response:
    return RedirectResponse(f"/webhooks/{quote(hook, safe='')}?done={done}", status_code=303)


def _secret_page(request: Request, endpoint: Endpoint) -> Response:
    return render(request, "hooks/secret.html", endpoint=endpoint)


async def _all(
    request: Request,
    services: Services,
    actor: Actor,
    url: str = "",
    chosen: Sequence[str] = (),
    problems: dict[str, str] | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    groups: dict[str, list[EventType]] = {}
    for each in EventType:
        groups.setdefault(each.partition(".")[0], []).append(each)
    return render(
        request,
        "hooks/list.html",
        status=status,
        endpoints=await services.hooks.all(),
        groups=groups,
        longest=LONGEST_URL,
        may_manage=actor.may(Action.MANAGE_HOOKS),
        url=url,
        chosen=chosen,
        problems=problems or {},
        notice=notice,
        key=str(uuid4()),
        trouble=trouble,
    )


async def _one(
    request: Request,
    services: Services,
    actor: Actor,
    hook: str,
    notice: Notice | None,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    endpoint = await services.hooks.one(storable(hook))
    return render(
        request,
        "hooks/endpoint.html",
        status=status,
        endpoint=endpoint,
        address=f"/webhooks/{quote(endpoint.id, safe='')}",
        deliveries=(await services.hooks.deliveries(endpoint.id)).deliveries,
        most=DELIVERIES,
        may_manage=actor.may(Action.MANAGE_HOOKS),
        typed=typed or {"event": "", "to": ""},
        problems=problems or {},
        notice=notice,
        key=str(uuid4()),
        trouble=trouble,
        answered=answered,
    )
