"""What is sent and what is answered about who may sign in."""

from typing import Annotated

from pydantic import Field, SecretStr

from clients.access import AccessEntry, ApiKey, CustomerLink, Person
from console.access import Action
from console.api.bodies import Body
from console.api.parameters import ID_PATTERN
from domain.access import Role
from domain.turns import Part

AccountName = Annotated[str, Field(min_length=1, max_length=100, pattern=ID_PATTERN)]
Days = Annotated[float, Field(gt=0, le=3650, description="For how many days it is valid.")]


class OnePerson(Body):
    sign_in: str = Field(min_length=1, max_length=254, examples=["clara@provider.example"])


class WithPassword(OnePerson):
    password: SecretStr = Field(max_length=1000)


class NewPerson(WithPassword):
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    account: AccountName | None = Field(default=None, description="A customer's.")


class NewKey(Body):
    name: str = Field(min_length=1, max_length=80, description="It stands in timelines.")
    roles: list[Role] = Field(min_length=1, max_length=len(Role))
    account: AccountName | None = Field(default=None, description="A customer's.")
    days: Days | None = Field(default=None, description="Until it is revoked, without them.")
    actions: list[Action] | None = Field(
        default=None,
        min_length=1,
        max_length=len(Action),
        description="Only these of what its roles allow; all of it by default.",
    )


class NewLink(Body):
    account: AccountName
    sign_in: str = Field(
        min_length=1, max_length=254, description="Whom it is for: their mail address."
    )
    days: Annotated[float, Field(gt=0, le=365)] | None = None


class LinkToMail(Body):
    account: AccountName
    sign_in: str = Field(
        min_length=1, max_length=254, description="An address that the account has on file."
    )


class People(Part):
    people: tuple[Person, ...]


class Keys(Part):
    keys: tuple[ApiKey, ...]


class MadeKey(ApiKey):
    key: str | None
    """What a program shows, this once; nothing where it was made before under the same key."""


class Revoked(Part):
    id: str
    revoked: bool = True


class Links(Part):
    links: tuple[CustomerLink, ...]


class MadeLink(CustomerLink):
    url: str | None
    """This once; nothing where it was made before under the same key."""


class MailedLink(Part):
    account: str
    mailed_to: str
    new: bool
    """One goes at most once an hour."""


class RemovedFactors(Part):
    sign_in: str
    removed: int


class Log(Part):
    entries: tuple[AccessEntry, ...]
