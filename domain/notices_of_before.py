"""Reads notices that were stored before they named their reminder and their run: the key has both.

No key is read for that any more. Such notices are in the outbox, and in workflow histories.
"""

import re
from typing import Any

_REMINDER = re.compile(r"invoice/.+/reminder-(\d+)/invoice_(?:due_soon|overdue(?:_again|_final)?)")
_OF_RUN = re.compile(r"(pay-by-invoice/.+)/([^/]+)/\d+-[a-z_]+")


def with_reminder_and_run(stored: Any) -> Any:
    """A stored notice, with what its key says of it if it does not say so itself."""
    if not isinstance(stored, dict) or "reminder" in stored or "run" in stored:
        return stored
    key, about = str(stored.get("key")), stored.get("request")
    if found := _REMINDER.fullmatch(key):
        return {**stored, "reminder": int(found[1])}
    if (found := _OF_RUN.fullmatch(key)) and found[1] == about:
        return {**stored, "run": found[2]}
    return stored
