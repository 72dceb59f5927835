"""How somebody came in."""

from enum import StrEnum


class How(StrEnum):
    PASSWORD = "password"  # noqa: S105 - a name, not a secret
    OIDC = "oidc"
    """By the identity provider."""
    LINK = "link"
    """By a customer's link."""
