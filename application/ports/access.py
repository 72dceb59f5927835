"""Who may sign in, by what, and who is signed in, as it is kept."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from application.ports.accounts import Holding
from application.ports.answers import Answers
from domain.notices import Notice
from domain.people.access_events import AccessEvent
from domain.signing_in.api_keys import ApiKey, NewApiKey
from domain.signing_in.attempts import Failures
from domain.signing_in.links import CustomerLink
from domain.signing_in.person import Person, PersonOnFile
from domain.signing_in.second_factors import SecondFactor
from domain.signing_in.security_keys import NewKey, StoredKey
from domain.signing_in.sessions import NewSession, OpenSession, SessionOnFile, Whose


class People(Protocol):
    """Names are taken in whatever case they are written."""

    async def all(self) -> list[Person]:
        """Everybody by name, disabled people included."""

    async def has(self, sign_in: str) -> bool: ...

    async def locked(self, sign_in: str) -> PersonOnFile | None:
        """Nobody else changes them until the transaction ends."""

    async def password_hash(self, sign_in: str) -> str | None:
        """Of somebody who may sign in with a password."""

    async def locked_with_password(self, sign_in: str, password_hash: str) -> PersonOnFile | None:
        """Somebody whose password was right a moment ago, locked; None where they have another by
        now, or are disabled."""

    async def add(
        self,
        name: str,
        roles: Sequence[str],
        account: str | None,
        *,
        by: str,
        at: datetime,
        password_hash: str | None = None,
        subject: str | None = None,
    ) -> bool:
        """Whether the name was free."""

    async def set_password(self, name: str, password_hash: str, by: str | None) -> None: ...

    async def renew_hash(self, sign_in: str, old: str, new: str) -> None:
        """Unless they have another by now."""

    async def set_roles(self, name: str, roles: Sequence[str], account: str | None) -> None: ...

    async def set_disabled(self, name: str, at: datetime | None) -> None: ...


class BegunSession(NamedTuple):
    token: str
    """It is not stored."""
    id: str
    """May be shown and logged: it does not reveal the token."""


class Sessions(Protocol):
    """Each of these leaves alone what has ended already."""

    async def begin(self, session: NewSession) -> BegunSession: ...

    async def of_token(self, token: str) -> SessionOnFile | None:
        """Ended or not."""

    async def click(self, token: str, idle_at: datetime, now: datetime) -> None:
        """It ends only then without another click."""

    async def open_among(self, tokens: Collection[str], now: datetime) -> set[str]: ...

    async def open_of(self, whose: Whose, now: datetime) -> list[OpenSession]:
        """Newest first."""

    async def prove(self, token: str) -> None:
        """The required second factor is set up."""

    async def end(self, token: str, at: datetime) -> str | None:
        """Returns its id; None where it had ended."""

    async def end_one(self, whose: Whose, session: str, at: datetime) -> bool:
        """Ends the one of theirs with this id; False where there is none."""

    async def end_others(self, whose: Whose, token: str, at: datetime) -> int:
        """Ends all of theirs but this one; returns how many."""

    async def end_of_person(self, name: str, at: datetime) -> None:
        """Those by a link that names them, too."""

    async def end_of_links(self, link_ids: Collection[str], at: datetime) -> None: ...

    async def forget(self, before: datetime) -> None:
        """Delete those that expired before then."""


class Devices(Protocol):
    """Browsers in which somebody has signed in before."""

    async def named(self, token: str, sign_in: str, since: datetime) -> str | None:
        """A name of this person's browser that does not reveal its token; None where they have not
        signed in there since."""

    async def remember(self, sign_in: str, token: str | None, at: datetime) -> str:
        """The token of this person's browser: the one that it has, or a new one."""

    async def forget_unused(self, before: datetime) -> None:
        """Delete those that nobody has signed in with since."""

    async def forget(self, sign_in: str) -> None:
        """Every browser of theirs."""


class SignInAttempts(Protocol):
    async def count(self, said: str, begins_again: datetime, now: datetime) -> Failures:
        """One more; those whose first was then or before are not counted any more."""

    async def take_back(self, said: str, afresh: bool) -> None:
        """One less, or begin anew."""

    async def forget(self, before: datetime) -> None:
        """Delete those whose first was before then."""


class OwedStep(NamedTuple):
    """Somebody gave the right password, and owes the second factor."""

    sign_in: str
    password_hash: str
    """The stored hash of that moment: once it changes, the step is over."""
    challenge: str | None
    """That a security key has to answer."""


class SecondSteps(Protocol):
    async def begin(self, sign_in: str, password_hash: str, until: datetime) -> str:
        """Its token, which is not stored."""

    async def one(self, token: str, now: datetime) -> OwedStep | None:
        """None once it has ended or taken too long."""

    async def keep_challenge(self, token: str, challenge: str | None) -> None:
        """The challenge that a key has to answer in this step; None removes it."""

    async def end(self, token: str) -> bool:
        """Whether it was open."""

    async def forget(self, before: datetime) -> None:
        """Delete those that took longer."""


class App(NamedTuple):
    """An app that generates codes."""

    id: str
    secret: str


class SecondFactors(Protocol):
    """A factor that is not confirmed yet allows nothing."""

    async def of(self, sign_in: str) -> list[SecondFactor]:
        """The confirmed ones, oldest first."""

    async def apps_of(self, sign_in: str) -> list[App]: ...

    async def keys_of(self, sign_in: str) -> list[StoredKey]: ...

    async def begin_app(self, sign_in: str, secret: str, at: datetime) -> str:
        """The id of one that is to be confirmed."""

    async def pending_app(self, sign_in: str, factor: str) -> str | None:
        """The secret of one that is to be confirmed."""

    async def confirm_app(self, factor: str, name: str, step: int, at: datetime) -> None:
        """By the code of this time step."""

    async def begin_key(self, sign_in: str, challenge: str, at: datetime) -> None:
        """Keep the challenge that a new key has to answer."""

    async def take_challenge(self, sign_in: str, since: datetime) -> str | None:
        """The challenge of a key that was begun since then. It is good once: it is gone."""

    async def has_key(self, credential: str) -> bool:
        """Whether it is anybody's."""

    async def add_key(self, sign_in: str, key: NewKey, name: str, at: datetime) -> str:
        """Its id as a factor."""

    async def use(self, factor: str, count: int, at: datetime) -> bool:
        """Whether this count is higher than the stored one, which it replaces."""

    async def use_uncounted(self, factor: str, at: datetime) -> bool:
        """Whether a key that never counts did not count so far either."""

    async def remove(self, sign_in: str, factor: str) -> bool:
        """Whether it was theirs."""

    async def remove_unconfirmed(self, sign_in: str) -> None: ...

    async def remove_all(self, sign_in: str) -> int:
        """Returns how many."""


class RecoveryCodes(Protocol):
    """For somebody who has lost their second factors."""

    async def left(self, sign_in: str) -> int:
        """How many were not used yet."""

    async def renew(self, sign_in: str, number: int, at: datetime) -> list[str]:
        """So many new ones in place of the old ones, as they are shown. They are not stored."""

    async def use(self, sign_in: str, code: str, at: datetime) -> bool:
        """Whether it is an unused one of theirs; it is used now."""

    async def forget(self, sign_in: str) -> None: ...


class Links(Protocol):
    async def add(
        self,
        name: str,
        account: str,
        *,
        by: str,
        at: datetime,
        expires_at: datetime,
        mailed: bool = False,
    ) -> tuple[CustomerLink, str]:
        """With its token, which is not stored.

        Args:
            mailed: The token goes to their address by mail, and nobody here is shown it.
        """

    async def latest(self, account: str | None) -> list[CustomerLink]:
        """Of one account or of all, newest first."""

    async def one(self, link_id: str) -> CustomerLink | None:
        """Good or not."""

    async def of_token(self, token: str) -> CustomerLink | None:
        """Good or not."""

    async def locked(self, token: str) -> CustomerLink | None:
        """The same, and nobody revokes it until the transaction ends."""

    async def use(self, link_id: str, at: datetime) -> None:
        """Somebody came in by it."""

    async def revoke(self, link_id: str, at: datetime) -> CustomerLink | None:
        """None where there is none that was not revoked."""

    async def language(self, link_id: str) -> str | None:
        """In which the letter was written that it was mailed in."""


class ApiKeys(Protocol):
    async def add(self, key: NewApiKey) -> tuple[ApiKey, str]:
        """With its full text, which is not stored."""

    async def all(self) -> list[ApiKey]:
        """Newest first."""

    async def of_text(self, text: str) -> ApiKey | None:
        """The key with this text, good or not."""

    async def use(self, key_id: str, at: datetime) -> None: ...

    async def revoke(self, key_id: str, at: datetime) -> bool:
        """False where there is none that was not revoked."""

    async def good_among(self, texts: Collection[str], now: datetime) -> set[str]:
        """Those of these that are still let in. Each was before."""


class AccessLog(Protocol):
    async def write(
        self,
        event: AccessEvent,
        at: datetime,
        *,
        by: str | None = None,
        subject: str | None = None,
        account: str | None = None,
        through: str | None = None,
        **details: Any,
    ) -> None:
        """Write an entry, in the transaction of what it is about.

        Args:
            by: Who did it, where that is not who acts at this moment.
        """


class AccountsOnFile(Protocol):
    async def has(self, account_id: str) -> bool: ...

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """What the companies of these accounts are called, by id."""
        ...

    async def one(self, account_id: str) -> Holding | None: ...


class LinkLetters(Protocol):
    async def queue(self, notice: Notice) -> bool:
        """Queue it to be mailed, once by its key; whether it is new."""


class AccessTransaction(Protocol):
    """What is read in it is of one moment, except for what somebody else held locked."""

    @property
    def people(self) -> People: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def devices(self) -> Devices: ...

    @property
    def attempts(self) -> SignInAttempts: ...

    @property
    def steps(self) -> SecondSteps: ...

    @property
    def factors(self) -> SecondFactors: ...

    @property
    def recovery_codes(self) -> RecoveryCodes: ...

    @property
    def links(self) -> Links: ...

    @property
    def keys(self) -> ApiKeys: ...

    @property
    def log(self) -> AccessLog: ...

    @property
    def accounts(self) -> AccountsOnFile: ...

    @property
    def letters(self) -> LinkLetters: ...

    @property
    def answers(self) -> Answers: ...


class AccessLedger(Protocol):
    def reading(self) -> AbstractAsyncContextManager[AccessTransaction]:
        """A transaction in which nothing is written.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """

    def writing(self) -> AbstractAsyncContextManager[AccessTransaction]:
        """A transaction that is committed at the end, or leaves nothing behind.

        Raises:
            ServiceUnreachable: the ledger does not answer.
        """
