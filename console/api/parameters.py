"""What operations take in their address and headers, each once."""

from typing import Annotated

from fastapi import Header, Path

KEY_HEADER = "Idempotency-Key"
ID_PATTERN = r"^[A-Za-z0-9._:-]+$"
"""Of accounts and scopes."""

Scope = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        pattern=ID_PATTERN,
        description="The id of the payment scope: a subscription or a billing profile.",
        examples=["sub-contoso-1"],
    ),
]
AccountId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        pattern=ID_PATTERN,
        description="The commerce account id.",
        examples=["7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11"],
    ),
]
Number = Annotated[
    str,
    Path(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
        description="The invoice's number, or its RF reference without blanks.",
        examples=["INV-2026-0042"],
    ),
]
DocumentId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9-]+$",
        description="The upload's id.",
        examples=["doc-1"],
    ),
]
BankFileId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=40,
        pattern=r"^[a-z0-9]+$",
        description="The file's id, as it is listed.",
        examples=["9f86d081884c7d65"],
    ),
]
BankEntryId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9-]+$",
        description="The entry's id, as it is listed.",
        examples=["B7A1C0D2E3F40516"],
    ),
]
Key = Annotated[
    str | None,
    Header(
        alias=KEY_HEADER,
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Your own id of this action, good for one thing by one caller: asked again"
        " under the same key it is done once, and answered alike; anything else is refused"
        " (`effect_mismatch`). Without one, every time is another time.",
        examples=["approve-2026-11-24-0001"],
    ),
]
