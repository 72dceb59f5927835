"""Bank statements: files come in, and people say what money is for."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile

from application.ports.bank import EntryFilter
from clients.bank.advising import LISTED
from clients.bank.client import Whole
from clients.bank.shapes import (
    entry_document,
    imported_document,
    profile_document,
    refused_file_document,
    whole_document,
)
from console.access import Action, Actor, allowed
from console.api.bank_bodies import Acceptance, Assignment
from console.api.bank_shapes import (
    CsvProfilesList,
    Entries,
    ImportedStatements,
    RefusedFilesList,
    WholeEntry,
)
from console.api.bodies import Body, WithReason
from console.api.documented_refusals import CHANGING, READING
from console.api.paging import says_next
from console.api.parameters import BankEntryId, BankFileId, Key
from console.api.reading import ApiRoute, of_the_body
from console.services import OurServices, Services
from domain.bank.entry_states import EntryState
from domain.bank.messages import (
    AcceptProposal,
    AssignEntry,
    EntryMessage,
    IgnoreEntry,
    UndoDecision,
)
from domain.bank.statements import Form
from wording.catalogue import staff_words

router = APIRouter(prefix="/api/v1/bank", route_class=ApiRoute, tags=["bank"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1/bank", route_class=ApiRoute, tags=["bank"], responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]
Decider = Annotated[Actor, Depends(allowed(Action.DECIDE_BANK_ENTRY))]


@router.post("/imports", operation_id="import_statements", summary="Import bank statements")
async def import_statements(
    files: Annotated[
        list[UploadFile],
        File(description="Files of a bank, or ZIP files of several: CAMT, MT940, BAI2, CODA, CSV."),
    ],
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_STATEMENTS))],
    format: Annotated[
        Form | None, Query(description="Their format; recognised by their content by default.")
    ] = None,
    profile: Annotated[
        str | None,
        Query(
            max_length=50,
            description="How tables (CSV) are read, by the name of a profile; says the format.",
        ),
    ] = None,
    key: Key = None,
) -> ImportedStatements:
    """A file is read whole, or refused; those before it are imported then. Every entry counts
    once, however often and in whatever file it comes: the same import may be asked for again."""
    opened = [(each.filename or staff_words()("api.unnamed_file"), each.file) for each in files]
    try:
        imported = await services.bank.import_opened(opened, actor.sign_in, format, key, profile)
    finally:
        services.live.poll_now()
    return ImportedStatements.model_validate(imported_document(imported))


@reading.get("/entries", operation_id="list_bank_entries", summary="What came in, the latest first")
async def list_entries(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Viewer,
    state: Annotated[EntryState | None, Query(description="Only these.")] = None,
    account: Annotated[
        str | None,
        Query(
            max_length=50,
            pattern=r"^[A-Za-z0-9./ -]+$",
            description="Only what came in on this account of ours.",
            examples=["NL91ABNA0417164300"],
        ),
    ] = None,
    after: Annotated[
        str | None,
        Query(
            max_length=40,
            pattern=r"^[A-Za-z0-9-]+$",
            description="`next` of a page, the last entry in it: those that follow it.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LISTED)] = LISTED,
) -> Entries:
    """Each with what became of it."""
    ours = "".join(account.split()) if account else None
    page = await services.bank.page(EntryFilter(state, ours), after or "", limit)
    says_next(request, response, page.next)
    shown = [entry_document(each) for each in page.entries]
    return Entries.model_validate({"entries": shown, "next": page.next})


@reading.get("/profiles", operation_id="list_csv_profiles", summary="How tables (CSV) are read")
async def list_profiles(services: OurServices, actor: Viewer) -> CsvProfilesList:
    """Those of the policy file, and those that people made in the console."""
    known = await services.bank.profiles()
    return CsvProfilesList.model_validate({"profiles": [profile_document(each) for each in known]})


@reading.get(
    "/refused-files", operation_id="list_refused_bank_files", summary="Files that were refused"
)
async def list_refused(services: OurServices, actor: Viewer) -> RefusedFilesList:
    """Of the inbox, and that nobody has seen to, the latest first: 500 at the most."""
    return await _refused(services)


@router.post(
    "/refused-files/{file}/seen",
    operation_id="see_refused_bank_file",
    summary="Somebody has seen to a refused file",
)
async def see_file(
    file: BankFileId,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.IMPORT_STATEMENTS))],
    key: Key = None,
) -> RefusedFilesList:
    """Answers with those that are left. Asked again nothing changes."""
    try:
        await services.bank.see_file(file, actor.sign_in, key)
    finally:
        services.live.poll_now()
    return await _refused(services)


async def _refused(services: Services) -> RefusedFilesList:
    files = await services.bank.refused_files()
    return RefusedFilesList.model_validate(
        {"refused": [refused_file_document(each) for each in files]}
    )


@reading.get("/entries/{entry}", operation_id="show_bank_entry", summary="An entry")
async def show(entry: BankEntryId, services: OurServices, actor: Viewer) -> WholeEntry:
    """What the bank says of it, what it may be for and why, and who decided what."""
    return _shown(await services.bank.one(entry))


@router.post("/entries/{entry}/accept", operation_id="accept_bank_entry", summary="Book a proposal")
async def accept(
    entry: BankEntryId, body: Acceptance, services: OurServices, actor: Decider, key: Key = None
) -> WholeEntry:
    """As it is."""
    return await _decide(services, actor, entry, AcceptProposal, body, key)


@router.post(
    "/entries/{entry}/assign", operation_id="assign_bank_entry", summary="Book it for invoices"
)
async def assign(
    entry: BankEntryId, body: Assignment, services: OurServices, actor: Decider, key: Key = None
) -> WholeEntry:
    """Or for an account's oldest ones. What is left of the money is unapplied credit of the
    account."""
    return await _decide(services, actor, entry, AssignEntry, body, key)


@router.post(
    "/entries/{entry}/ignore",
    operation_id="ignore_bank_entry",
    summary="It is no payment of a customer's",
)
async def ignore(
    entry: BankEntryId, body: WithReason, services: OurServices, actor: Decider, key: Key = None
) -> WholeEntry:
    """A reason for your colleagues; no customer reads it."""
    return await _decide(services, actor, entry, IgnoreEntry, body, key)


@router.post(
    "/entries/{entry}/undo", operation_id="undo_bank_entry", summary="Take back what was decided"
)
async def undo(
    entry: BankEntryId, body: WithReason, services: OurServices, actor: Decider, key: Key = None
) -> WholeEntry:
    """A payment that was booked is corrected, and the entry waits again."""
    return await _decide(services, actor, entry, UndoDecision, body, key)


async def _decide(
    services: Services,
    actor: Actor,
    entry: str,
    message: type[EntryMessage],
    body: Body,
    key: str | None,
) -> WholeEntry:
    with of_the_body():
        said = body.model_dump(exclude_none=True)
        command = message(by=actor.sign_in, through=actor.through, **said)
    try:
        return _shown(await services.bank.decide(entry, command, key))
    finally:
        services.live.poll_now()


def _shown(whole: Whole) -> WholeEntry:
    return WholeEntry.model_validate(whole_document(whole))
