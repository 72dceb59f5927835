"""What `other_workflows` leave behind outside the sandbox."""

LOADED: list[str] = []
ASLEEP: list[str] = []
