"""Who may sign in, for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import moment, plain, term
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.access import AccessEntry, ApiKey, CustomerLink, Person


def secret_page(secret: str) -> RenderableType:
    shown = Text(secret, no_wrap=True, overflow="ignore")
    return Group(shown, sentence("access_people.shown_once", "dim"))


def made_before_page(id_: str) -> RenderableType:
    """What was made before under the caller's key: it was shown once, and never is again."""
    return Group(
        sentence("access_people.made_before", id=id_), sentence("access_people.where_lost", "dim")
    )


def link_page(link: "CustomerLink", url: str, *, listens: bool) -> RenderableType:
    """A link that was just made: for whom, until when, and whether a console is there for it."""
    sign_in, until = plain(link.sign_in), moment(link.expires_at)
    lines = [
        Text(url, no_wrap=True, overflow="ignore"),
        sentence("access_link.made", sign_in=sign_in, until=until),
        sentence("access_link.seen_by_maker", "dim"),
    ]
    if not listens:
        lines.append(sentence("access_link.no_console", "yellow"))
    return Group(*lines)


def people_table(people: Sequence["Person"]) -> RenderableType:
    if not people:
        return sentence("access_people.nobody")
    built = table("sign_in", "roles", "account", "since", "state")
    for each in people:
        since = sentence(
            "access_people.since", when=moment(each.created_at), by=plain(each.created_by)
        )
        state = sentence("access_people.state.may_sign_in", "green")
        if each.disabled_at is not None:
            state = sentence("access_people.state.disabled", "red")
        built.add_row(
            plain(each.sign_in), ", ".join(map(term, each.roles)), each.account or "", since, state
        )
    return built


def keys_table(keys: Sequence["ApiKey"]) -> RenderableType:
    if not keys:
        return sentence("access_key.none")
    built = table("id", "name", "roles", "only", "account", "last_used", "state")
    for each in keys:
        state = _state(each.revoked_at, each.expires_at)
        used = _used(each.last_used_at)
        roles = ", ".join(map(term, each.roles))
        only = ", ".join(map(plain, each.actions or ()))
        built.add_row(each.id, plain(each.name), roles, only, each.account or "", used, state)
    return built


def links_table(links: Sequence["CustomerLink"]) -> RenderableType:
    if not links:
        return sentence("access_link.none")
    built = table("id", "for", "account", "last_used", "state")
    for each in links:
        state = _state(each.revoked_at, each.expires_at)
        if each.replaced_at is not None:
            state = sentence("access_people.state.replaced", "red", when=moment(each.replaced_at))
        built.add_row(each.id, plain(each.sign_in), each.account, _used(each.used_at), state)
    return built


def log_table(entries: Sequence["AccessEntry"]) -> RenderableType:
    if not entries:
        return sentence("nothing_yet")
    built = table("when", "what", "who", "whom_or_what", "through", "from")
    for each in entries:
        built.add_row(
            moment(each.at),
            term(each.event),
            plain(each.actor or ""),
            plain(each.subject or ""),
            each.through or "",
            each.address or "",
        )
    return built


def _used(at: datetime | None) -> str:
    return moment(at) if at else staff_words()("access.never")


def _state(revoked_at: datetime | None, expires_at: datetime | None) -> Text:
    if revoked_at is not None:
        return sentence("access_people.state.revoked", "red", when=moment(revoked_at))
    if expires_at is None:
        return sentence("access_people.state.until_revoked", "green")
    when = moment(expires_at)
    if expires_at <= datetime.now(UTC):
        return sentence("access_people.state.expired", "red", when=when)
    return sentence("access_people.state.valid", "green", when=when)
