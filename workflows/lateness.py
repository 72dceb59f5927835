"""How late alarms fire, as a metric of the worker."""

from datetime import datetime

from temporalio import workflow

LATENESS = "pay_by_invoice_alarm_lateness_seconds"
_ABOUT = "How long after its moment an alarm was acted on, by whose it is."


def note_lateness(of: str, due: datetime) -> None:
    """Notes that an alarm which was due at this moment is acted on now. Nothing is noted while a
    history is replayed, and it is no command of the workflow.

    Args:
        of: `request` or `invoice`.
    """
    late = (workflow.now() - due).total_seconds()
    histogram = workflow.metric_meter().create_histogram_float(LATENESS, _ABOUT)
    histogram.record(max(late, 0.0), {"of": of})
