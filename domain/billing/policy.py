"""What the business decides about the billing system behind it."""

from domain.values.record import Record


class BillingPolicy(Record):
    put_drift_right: bool = False
    """Whether a scope that somebody turned back to the card is collected by invoice again without
    asking; else it is only told."""
