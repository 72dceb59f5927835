"""Stored states of charges, adjustments and letters."""

from enum import StrEnum


class ChargeState(StrEnum):
    OUTSTANDING = "outstanding"
    PAID = "paid"
    REPLACED = "replaced"
    """A later file said something else."""
