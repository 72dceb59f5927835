"""How tables (CSV) of banks are read: profiles, and making one by choosing columns."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from clients.bank.profiles import Preview, beginning, guessed, preview, rows_of
from console.access import Action, Actor, allowed
from console.pages import profile_form
from console.pages.forms import Answers, NotValid, storable
from console.pages.notices import Notice
from console.pages.profile_form import DELIMITERS, Typed
from console.services import OurServices, Services
from console.templating import render
from domain.bank.profiles import DateOrder
from domain.errors import InvalidFile
from domain.values.money import Money
from wording.catalogue import staff_words

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]
_Importer = Annotated[Actor, Depends(allowed(Action.IMPORT_STATEMENTS))]
_READ_AT_MOST = 64 * 1024
_SHOWN = 10
"""Rows of the sample, and entries of the preview."""

router = APIRouter()


@router.get("/bank/profiles")
async def page(request: Request, services: OurServices, actor: _Viewer, made: str = "") -> Response:
    kept = staff_words()("bank_profiles.kept", name=storable(made)[:50])
    notice = Notice(kept) if made else None
    return await _shown(request, services, actor, notice=notice)


@router.post("/bank/profiles/sample")
async def sample(request: Request, services: OurServices, actor: _Importer) -> Response:
    answers = Answers(await request.form(max_files=1))
    file = answers.file("file")
    if file is None:
        return await _shown(request, services, actor, problems=answers.problems, status=422)
    content = beginning(await file.read(_READ_AT_MOST))
    if not content.strip():
        problems = {"file": staff_words()("bank_profiles.empty")}
        return await _shown(request, services, actor, problems=problems, status=422)
    return await _shown(request, services, actor, _first(content), content)


@router.post("/bank/profiles")
async def make(request: Request, services: OurServices, actor: _Importer) -> Response:
    form = await request.form()
    try:
        typed, content = profile_form.typed_in(form)
    except NotValid as invalid:
        return await _shown(request, services, actor, problems=dict(invalid.problems), status=422)
    seen: Preview | None = None
    try:
        rows = _rows(typed, content)
        profile = profile_form.profile_of(typed, profile_form.header_of(rows, typed))
        seen = preview(content, profile)
        if form.get("do") != "save":
            return await _shown(request, services, actor, typed, content, seen=seen)
        if seen.problems:
            raise NotValid({"columns": staff_words()("bank_profiles.not_read")})
        await services.bank.save_profile(typed["name"], profile, actor.sign_in)
    except NotValid as invalid:
        problems = dict(invalid.problems)
    except InvalidFile as invalid:
        problems = {"name": str(invalid.details["problems"][0]["problem"])}
    else:
        return RedirectResponse(f"/bank/profiles?made={quote(typed['name'])}", status_code=303)
    return await _shown(
        request, services, actor, typed, content, seen=seen, problems=problems, status=422
    )


@router.post("/bank/profiles/{name}/remove")
async def remove(name: str, services: OurServices, actor: _Importer) -> Response:
    await services.bank.remove_profile(storable(name))
    return RedirectResponse("/bank/profiles", status_code=303)


def _first(content: bytes) -> Typed:
    """What the form has before anybody chose."""
    shape = guessed(content)
    names = {value: name for name, value in DELIMITERS.items()}
    typed = {f"column_{each}": "" for each in profile_form.COLUMNS}
    return typed | {
        "name": "",
        "delimiter": names[shape.delimiter],
        "encoding": shape.encoding,
        "header": "yes",
        "skip_lines": str(shape.skip_lines),
        "decimal_mark": "." if shape.delimiter == "," else ",",
        "date_order": DateOrder.YMD if b"-" in content else DateOrder.DMY,
        "newest_first": "",
        "account": "",
        "currency": "",
        "incoming": "",
        "outgoing": "",
    }


def _rows(typed: Typed, content: bytes) -> list[list[str]]:
    encoding = typed["encoding"]
    known = encoding if encoding in profile_form.ENCODINGS else "utf-8"
    return rows_of(content, DELIMITERS.get(typed["delimiter"], ","), known)


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    typed: Typed | None = None,
    content: bytes = b"",
    *,
    seen: Preview | None = None,
    problems: dict[str, str] | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    rows = _rows(typed, content) if typed else []
    header = profile_form.header_of(rows, typed) if typed else ()
    width = max((len(row) for row in rows), default=0)
    columns = [
        (place, header[place - 1] if place <= len(header) else "")
        for place in range(1, min(width, 1000) + 1)
    ]
    return render(
        request,
        "bank/profiles.html",
        status=status,
        profiles=await services.bank.profiles(),
        may_make=actor.may(Action.IMPORT_STATEMENTS),
        typed=typed,
        sample=profile_form.packed(content),
        rows=rows[:_SHOWN],
        columns=columns,
        seen=seen,
        most=_SHOWN,
        problems=problems or {},
        notice=notice,
        form=profile_form,
        choices=profile_form.choices(),
        amount=lambda entry: Money.from_minor(entry.minor, entry.currency),
    )
