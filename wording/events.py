"""What happened, as it stands in the timelines that staff read."""

from wording.catalogue import staff_words

_OVERRULE = "overrule "


def happened(trigger: str) -> str:
    """The words for an entry's trigger. One that this version does not know is shown as it is."""
    if trigger.startswith(_OVERRULE):
        return staff_words()("timeline.overrule", rule=trigger.removeprefix(_OVERRULE))
    known = staff_words().knows("timeline", trigger)
    return staff_words()(f"timeline.{trigger}") if known else trigger.replace("_", " ")


def comes_next(alarm: str) -> str:
    """What happens when an invoice's alarm of this name rings; its name where that says it."""
    return staff_words()(f"alarm.{alarm}") if staff_words().knows("alarm", alarm) else alarm
