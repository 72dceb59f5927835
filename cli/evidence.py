"""`evidence …`: what happened, so that nobody can change a line of it unseen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.files import write_output
from cli.output import FOR_PEOPLE, Output
from cli.parameters import ANYBODY, Who
from cli.usage import refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clients.evidence import Bundle, ChainsChecked, Verified

NOT_SOUND = 1


async def take(
    request: Annotated[
        str,
        Parameter(help="The request's id, the id of its payment scope, or an invoice's number."),
    ],
    /,
    *,
    to: Annotated[Path, Parameter(name="--output", metavar="FILE", help="Where to write it.")],
    who: Who = ANYBODY,
    output: Output = FOR_PEOPLE,
) -> int:
    """Writes all that is on record of a request, or of an invoice, as a bundle: its timeline,
    decisions with who and why, findings, hashes of documents, letters, events, payments. Each line
    has the hash of the line above, and the last one a signature.

    Needs no engine. Exits with 1 where the ledger itself was changed behind our back: the bundle is
    written all the same, and says so. The word 'take' may be left out.
    """
    from cli.running import opened
    from clients.evidence import EvidenceClient

    async with opened(EvidenceClient.opened) as client:
        taken = await client.take(request, who.sign_in)
    write_output(to, taken.content)
    data = taken.model_dump(mode="json", exclude={"content"}) | {"file": str(to)}
    output.show(data, lambda: _taken_page(taken, to))
    return 0 if taken.sound else NOT_SOUND


async def verify(
    file: Annotated[Path, Parameter(help="A bundle.")],
    /,
    *,
    public_key: Annotated[
        str | None,
        Parameter(metavar="KEY", help="What it has to be signed with, as 'evidence key' says it."),
    ] = None,
    output: Output = FOR_PEOPLE,
) -> int:
    """Says whether a bundle is as it was signed, and which line was changed, removed or moved.

    Needs nothing but the file: no ledger, no engine, no key of ours. Exits with 1 where something
    is wrong. Without --public-key, compare the key that it names with the one you were given.
    """
    from clients.evidence import verify as looked_at

    try:
        content = file.read_bytes()
    except OSError as error:
        said = staff_words()("usage.cannot_be_read", path=file, why=error.strerror)
        refuse("file", said, "unreadable")
    found = looked_at(content, public_key)
    data = found.model_dump(mode="json") | {"file": str(file), "sound": found.sound}
    output.show(data, lambda: _verified_page(found, file))
    return 0 if found.sound else NOT_SOUND


async def check(*, output: Output = FOR_PEOPLE) -> int:
    """Holds every timeline in the ledger against the hashes beside it, and says which entries were
    changed or removed by somebody who went around this program. Exits with 1 where any was.

    A timeline from before there were hashes is held to what it says now. Needs no engine.
    """
    from cli.running import opened
    from clients.evidence import EvidenceClient

    async with opened(EvidenceClient.opened, "every_timeline") as client:
        found = await client.check()
    output.show(found.model_dump(mode="json"), lambda: _checked_page(found))
    return NOT_SOUND if found.broken else 0


async def key(*, output: Output = FOR_PEOPLE) -> None:
    """Shows the public key that bundles are signed with: hand it over where bundles are checked,
    by another way than the bundles. In the embedded mode the key is made when it is first needed.
    """
    from cli.pages.sentences import sentence
    from cli.running import settings
    from clients.evidence import EvidenceClient, fingerprint

    async with EvidenceClient.opened(settings()) as client:
        public = client.public_key
    short = fingerprint(public)
    data = {"algorithm": "Ed25519", "public_key": public, "fingerprint": short}
    output.show(data, lambda: sentence("evidence.key", key=public, fingerprint=short))


def _taken_page(taken: "Bundle", to: Path) -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.text import plain

    about = plain(taken.about)
    said = [
        sentence("evidence_take.written", path=to, lines=taken.lines, about=about),
        sentence("evidence_take.sha256", "dim", digest=taken.sha256),
    ]
    if not taken.sound:
        said.append(sentence("evidence_take.not_sound", "bold red"))
    return Group(*said)


def _checked_page(found: "ChainsChecked") -> "RenderableType":
    from rich.console import Group

    from cli.pages.sentences import sentence
    from cli.pages.text import plain

    held = {"requests": found.requests, "invoices": found.invoices}
    if not found.broken:
        said = [sentence("evidence_check.sound", "green", **held)]
    else:
        said = [sentence("evidence_check.changed", "bold red", changed=len(found.broken), **held)]
    for each in found.broken:
        numbers = ", ".join(map(str, each.entries))
        said.append(sentence("evidence_check.entries", about=plain(each.about), entries=numbers))
    if found.begun:
        said.append(sentence("evidence_check.begun", "dim", begun=found.begun))
    return Group(*said)


def _verified_page(found: "Verified", file: Path) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from cli.pages.sentences import sentence
    from cli.pages.text import plain
    from clients.evidence import fingerprint

    what = {
        "file": file,
        "about": plain(found.about),
        "by": plain(found.taken_by),
        "when": found.taken_at.strftime("%Y-%m-%d %H:%M UTC"),
    }
    if found.sound and found.public_key:
        key, short = found.public_key, fingerprint(found.public_key)
        return Group(
            sentence("evidence_verify.sound", "green", lines=found.lines, **what),
            sentence("evidence_verify.signed_with", "dim", key=key, fingerprint=short),
        )
    said = sentence("evidence_verify.not_sound", "bold red", **what)
    return Group(said, *(Text(each.problem) for each in found.problems))
