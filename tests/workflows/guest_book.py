"""What `guests` leave behind outside the sandbox."""

LOADED: list[str] = []
WOKEN: list[str] = []
