"""Who may sign in, for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.tables import table
from cli.pages.text import moment, plain

if TYPE_CHECKING:
    from clients.access import AccessEntry, ApiKey, CustomerLink, Person


def secret_page(secret: str) -> RenderableType:
    return Group(Text(secret, no_wrap=True, overflow="ignore"), Text("Shown this once.", "dim"))


def made_before_page(id_: str) -> RenderableType:
    """What was made before under the caller's key: it was shown once, and never is again."""
    said = f"This was made before, as {id_}, and shown once: nobody can see it again."
    return Group(
        Text(said), Text("Where it is lost, revoke it and make another under a new key.", "dim")
    )


def link_page(link: "CustomerLink", url: str, *, listens: bool) -> RenderableType:
    """A link that was just made: for whom, until when, and whether a console is there for it."""
    lines = [
        Text(url, no_wrap=True, overflow="ignore"),
        Text(f"For {plain(link.sign_in)}, valid until {moment(link.expires_at)}. Shown this once."),
        Text("What is done through it says that you could read it, and it makes no switch.", "dim"),
    ]
    if not listens:
        said = "No console runs here at present: start one, or set PAYBYINVOICE_PUBLIC_URL."
        lines.append(Text(said, "yellow"))
    return Group(*lines)


def people_table(people: Sequence["Person"]) -> RenderableType:
    if not people:
        return Text("Nobody may sign in yet.")
    built = table("sign_in", "roles", "account", "since", "state")
    for each in people:
        by = f"{moment(each.created_at)} by {plain(each.created_by)}"
        disabled = each.disabled_at is not None
        state = Text("disabled", "red") if disabled else Text("may sign in", "green")
        built.add_row(plain(each.sign_in), ", ".join(each.roles), each.account or "", by, state)
    return built


def keys_table(keys: Sequence["ApiKey"]) -> RenderableType:
    if not keys:
        return Text("No API keys.")
    built = table("id", "name", "roles", "only", "account", "last_used", "state")
    for each in keys:
        state = _state(each.revoked_at, each.expires_at)
        used = moment(each.last_used_at) if each.last_used_at else "never"
        roles = ", ".join(each.roles)
        only = ", ".join(map(plain, each.actions or ()))
        built.add_row(each.id, plain(each.name), roles, only, each.account or "", used, state)
    return built


def links_table(links: Sequence["CustomerLink"]) -> RenderableType:
    if not links:
        return Text("No links.")
    built = table("id", "for", "account", "last_used", "state")
    for each in links:
        state = _state(each.revoked_at, each.expires_at)
        if each.replaced_at is not None:
            state = Text(f"its address was replaced {moment(each.replaced_at)}", "red")
        used = moment(each.used_at) if each.used_at else "never"
        built.add_row(each.id, plain(each.sign_in), each.account, used, state)
    return built


def log_table(entries: Sequence["AccessEntry"]) -> RenderableType:
    if not entries:
        return Text("Nothing yet.")
    built = table("when", "what", "who", "whom_or_what", "through", "from")
    for each in entries:
        built.add_row(
            moment(each.at),
            each.event.replace("_", " "),
            plain(each.actor or ""),
            plain(each.subject or ""),
            each.through or "",
            each.address or "",
        )
    return built


def _state(revoked_at: datetime | None, expires_at: datetime | None) -> Text:
    if revoked_at is not None:
        return Text(f"revoked {moment(revoked_at)}", "red")
    if expires_at is None:
        return Text("valid until revoked", "green")
    expired = expires_at <= datetime.now(UTC)
    return Text(
        f"{'expired' if expired else 'valid until'} {moment(expires_at)}",
        "red" if expired else "green",
    )
