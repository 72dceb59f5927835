"""A quota of vCPU cores that is asked for with the request."""

from domain.values.record import Record


class CoreQuotaIncrease(Record):
    """vCPU cores asked for with the request, in one region and VM series."""

    existing: int
    requested: int
    region: str
    series: str
