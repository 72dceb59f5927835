"""Why an invoice changed here when it changed in the billing system."""

from enum import StrEnum


class ProviderReason(StrEnum):
    """What is stored as the reason of a credit note, a reversal or a write-off, where a person
    gives one in words of their own. Customers read it in their language."""

    GIVEN_UP = "Given up in the billing system."
    REFUNDED = "Refunded in the billing system."
    VOIDED = "Voided in the billing system."

    @property
    def code(self) -> str:
        return self.name.lower()
