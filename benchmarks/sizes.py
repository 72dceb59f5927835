"""How much is measured, by the command line."""

import argparse

REQUESTS, INVOICES, DUE_AT_ONCE, LEFT_OPEN = "requests", "invoices", "due-at-once", "left-open"
CONSOLE, ONE_WIRE, PAPERS, BANK = "console", "one-wire", "papers", "bank"
EVENTS, LISTENING = "events", "listening"
SEALING, SEALED_PAGES = "sealing", "sealed-pages"
_SHORT_ROUND = 25
"""Lifecycles: twice as many as are under way at the same time."""
PARTS = (
    REQUESTS,
    SEALING,
    SEALED_PAGES,
    INVOICES,
    DUE_AT_ONCE,
    LEFT_OPEN,
    ONE_WIRE,
    BANK,
    CONSOLE,
    PAPERS,
    EVENTS,
    LISTENING,
)


class Size(argparse.Namespace):
    only: str | None
    lifecycles: int
    invoices: int
    open_invoices: int
    open_requests: int
    memory_requests: int
    wire_invoices: int
    bank_entries: int
    bank_payments: int
    large_megabytes: int
    events: int
    quick: bool

    def covers(self, part: str) -> bool:
        return self.only in (None, part)

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 5

    @property
    def rounds_of_requests(self) -> int:
        """Many short ones, because the machine's other load changes from minute to minute."""
        return max(1, self.lifecycles // _SHORT_ROUND)

    @property
    def each_round(self) -> int:
        return self.lifecycles // self.rounds_of_requests

    @property
    def warm_up(self) -> int:
        return 1 if self.quick else 20

    @property
    def clicked_through(self) -> int:
        return 1 if self.quick else 10

    @property
    def worked_through(self) -> int:
        return 2 if self.quick else 100

    @property
    def starts(self) -> int:
        return 0 if self.quick else 5

    @property
    def invoices_each_round(self) -> int:
        return max(1, self.invoices // self.rounds)

    @property
    def booked_each_round(self) -> int:
        return max(1, self.bank_payments // self.rounds)

    @property
    def events_each_round(self) -> int:
        return max(1, self.events // self.rounds)

    @property
    def issued_with_papers(self) -> int:
        """Invoices of each kind, in two rounds."""
        return 4 if self.quick else 200

    @property
    def due_at_once(self) -> int:
        return 10 if self.quick else 1000

    @property
    def issued_to_warm_up(self) -> int:
        """Invoices that show how long issuing takes, and so from when many can be due."""
        return 5 if self.quick else 20

    @property
    def rounds_due_at_once(self) -> int:
        return 1 if self.quick else 3

    @property
    def queue_answers(self) -> int:
        return 100 if self.quick else 3000

    @property
    def request_answers(self) -> int:
        return 20 if self.quick else 500

    @property
    def rounds_of_pages(self) -> int:
        """Of fifty answers each."""
        return 1 if self.quick else 20

    @property
    def clicks(self) -> int:
        return 1 if self.quick else 20

    @property
    def idle_seconds(self) -> float:
        return 1 if self.quick else 20


def chosen() -> Size:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="What a request and an invoice cost, compared with bare workflows and DBOS.",
    )
    parser.add_argument("--only", choices=PARTS, help="one part (default: all)")
    parser.add_argument("--lifecycles", type=int, help="requests of each kind (default: 400)")
    parser.add_argument(
        "--invoices", type=int, help="invoices of each kind that are issued and paid (default: 500)"
    )
    parser.add_argument(
        "--open-invoices", type=int, help="invoices that are left open (default: 10000)"
    )
    parser.add_argument(
        "--open-requests", type=int, help="requests in the console's queues (default: 10000)"
    )
    parser.add_argument(
        "--memory-requests", type=int, help="requests open in a worker's memory (default: 10000)"
    )
    parser.add_argument(
        "--wire-invoices", type=int, help="invoices that one wire is for (default: 10000)"
    )
    parser.add_argument(
        "--bank-entries", type=int, help="entries against as many open invoices (default: 10000)"
    )
    parser.add_argument(
        "--bank-payments", type=int, help="payments booked from statements (default: 1000)"
    )
    parser.add_argument(
        "--large-megabytes", type=int, help="the size of a large statement (default: 200)"
    )
    parser.add_argument(
        "--events", type=int, help="events delivered to a local endpoint (default: 10000)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="a few, without start-up times: does it run?"
    )
    size = parser.parse_args(namespace=Size())
    size.lifecycles = size.lifecycles or (2 if size.quick else 400)
    size.invoices = size.invoices or (2 if size.quick else 500)
    size.open_invoices = size.open_invoices or (10 if size.quick else 10_000)
    size.open_requests = size.open_requests or (20 if size.quick else 10_000)
    size.memory_requests = size.memory_requests or (20 if size.quick else 10_000)
    size.wire_invoices = size.wire_invoices or (120 if size.quick else 10_000)
    size.bank_entries = size.bank_entries or (100 if size.quick else 10_000)
    size.bank_payments = size.bank_payments or (10 if size.quick else 1000)
    size.large_megabytes = size.large_megabytes or (2 if size.quick else 200)
    size.events = size.events or (200 if size.quick else 10_000)
    return size
