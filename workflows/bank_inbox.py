"""The scheduled check of the inbox of a bank's files."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.bank_inbox import BankInboxActivities, InboxPolled, PollInbox
    from workflows.options import IMPORTING


@workflow.defn
class WatchBankInbox:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> InboxPolled:
        last = workflow.get_last_completion_result(InboxPolled)
        order = PollInbox(seen=last.seen if last else ())
        polled: InboxPolled = await workflow.execute_activity_method(
            BankInboxActivities.poll_inbox, order, **IMPORTING
        )
        return polled
