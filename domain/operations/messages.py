"""What every message to a workflow has: who acts, and through which link or key they came in."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from domain.people.through import Through
from domain.values.brief import Brief

MAX_TEXT = 2000
"""Characters of a reason or a note."""


def _says_something(text: str, info: ValidationInfo) -> str:
    # What arrives as JSON was taken before; a request's history must stay readable.
    if info.mode == "python" and all(unicodedata.category(char)[0] in "ZC" for char in text):
        raise PydanticCustomError("blank", "Say why: this must not be blank.")
    return text


MESSAGES_EACH_RUN = 500
"""How many messages one run of a workflow takes before the next run goes on, where the settings say
nothing else: the engine takes 2,000 in a run, and a worker reads the whole history of a run again
when it starts."""


Reason = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_says_something)]
"""Why something is done; blanks say nothing."""


class Message(BaseModel, Brief):
    model_config = ConfigDict(frozen=True, extra="ignore")

    by: str = Field(min_length=1, max_length=200)
    """The sign-in of who acts."""
    through: Through | None = None
    """How they came in; None in older messages, and of programs of our own."""
