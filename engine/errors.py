"""Why the engine cannot be used: each a sentence that says what to do about it."""

from domain.errors import DomainError


class EngineUnusable(DomainError):
    """The engine, or something else that the worker needs, is not configured in a way that
    works."""

    code = "engine_unusable"


class EngineAlreadyRunning(EngineUnusable):
    """Another process runs the embedded engine of the same home folder."""

    code = "engine_already_running"


class EndedAtOnce(EngineUnusable):
    """The embedded server ended before it answered."""

    code = "engine_ended_at_once"


class PortTaken(EngineUnusable):
    """Something on this machine listens on the port already."""

    code = "port_taken"


class SearchAttributesMissing(EngineUnusable):
    """The engine does not know every search attribute; `details.missing` lists the others."""

    code = "search_attributes_missing"


class ReleaseHasNoWorkers(EngineUnusable):
    """The engine has seen no running worker of the release that is to get the work."""

    code = "release_has_no_workers"
