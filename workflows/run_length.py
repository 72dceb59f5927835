"""How long a workflow's run has become, and when it continues in a new one."""

from temporalio import workflow

from workflows.options import LARGEST_HISTORY


class RunLength:
    """What a run has taken so far. Each run counts anew."""

    def __init__(self, messages_each_run: int) -> None:
        self.messages_each_run = self._left = messages_each_run

    def count_message(self) -> None:
        self._left -= 1

    @property
    def is_long(self) -> bool:
        """Whether the run should end soon: it took all the messages that it may, the engine says
        so, or its history is large. The same in a replay: the engine gives these figures with each
        task."""
        info = workflow.info()
        return (
            self._left <= 0
            or info.is_continue_as_new_suggested()
            or info.get_current_history_size() >= LARGEST_HISTORY
        )
