"""The typed way to evidence: a request or an invoice as a signed bundle. Needs no engine; to look
at a bundle needs no ledger either."""

from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from adapters.evidence.signing import NoSigningKey, SigningKey, fingerprint, is_signed
from application.evidence.entries import invoice_entries, request_entries
from application.ports.evidence import InvoiceOnRecord
from clients.over_ledger import OverLedger
from domain.errors import InvoiceUnknown, RequestNotFound
from domain.evidence.bundle import Entry, Taken, bundle
from domain.evidence.checked import ChainsChecked
from domain.evidence.verifying import Verified, verified
from domain.invoices.invoice import invoice_id
from domain.requests.request import request_id
from domain.values.record import Record
from engine.wiring.open_ledger import OpenLedger
from files.environment import Misconfigured
from settings import Settings

__all__ = ["Bundle", "ChainsChecked", "EvidenceClient", "Verified", "fingerprint", "verify"]

_VARIABLE = "PAYBYINVOICE_EVIDENCE_KEY"
_INVOICE = invoice_id("")


class Bundle(Record):
    """A bundle as it was taken."""

    about: str
    content: bytes
    lines: int
    """Without the signature's."""
    sha256: str
    sound: bool
    """The ledger's own chain held together."""
    public_key: str


def verify(content: bytes, expected_key: str | None = None) -> Verified:
    """What is wrong with a bundle, if anything.

    Args:
        expected_key: The public key, in Base64, that it has to be signed with.

    Raises:
        InvalidFile: this is no bundle.
    """
    return verified(content, is_signed, expected_key)


class EvidenceClient(OverLedger):
    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger, settings)
        self._records = ledger.records
        self._chains = ledger.chains
        self._invoices = ledger.invoices

    @property
    def public_key(self) -> str:
        """What bundles are signed with, in Base64.

        Raises:
            Misconfigured: there is no signing key.
        """
        return self._key.public_key

    async def take(self, name: str, by: str) -> Bundle:
        """All that is on record of a request, by its id or its scope's, or of an invoice, by its
        number, its id or its reference.

        Raises:
            RequestNotFound: there is neither a request nor an invoice of this name.
            Misconfigured: there is no signing key.
        """
        if not name.startswith(_INVOICE) and (taken := await self.of_request(name, by)):
            return taken
        try:
            return await self.of_invoice(name, by)
        except InvoiceUnknown:
            said = "There is neither a request nor an invoice of this name."
            raise RequestNotFound(said, request=name) from None

    async def check(self) -> ChainsChecked:
        """Holds every timeline of the ledger against its hashes."""
        return await self._chains.check()

    async def of_request(self, name: str, by: str) -> Bundle | None:
        """The newest run of a request; None where there is none of this id."""
        now = datetime.now(UTC)
        record = await self._records.of_request(request_id(name), now)
        if record is None:
            return None
        taken = Taken(about=record.line.request, taken_at=now, taken_by=by, sound=record.sound)
        return self._bundled(taken, list(request_entries(record)))

    async def of_invoice(self, name: str, by: str) -> Bundle:
        """Raises InvoiceUnknown."""
        now = datetime.now(UTC)
        record = await self._invoice(name, now)
        about = invoice_id(record.view.invoice)
        taken = Taken(about=about, taken_at=now, taken_by=by, sound=record.sound)
        return self._bundled(taken, list(invoice_entries(record)))

    async def _invoice(self, name: str, now: datetime) -> InvoiceOnRecord:
        called = await self._invoices.called(name)
        return await self._records.of_invoice(called[0] if called else name, now)

    def _bundled(self, taken: Taken, entries: list[Entry]) -> Bundle:
        content = b"".join(line + b"\n" for line in bundle(taken, entries, self._key))
        return Bundle(
            about=taken.about,
            content=content,
            lines=len(entries) + 1,
            sha256=sha256(content).hexdigest(),
            sound=taken.sound,
            public_key=self.public_key,
        )

    @cached_property
    def _key(self) -> SigningKey:
        settings = self._settings
        try:
            if settings.evidence_key is not None:
                return SigningKey.read(settings.evidence_key.get_secret_value())
            if settings.database_url is None:
                return SigningKey.of_file(settings.evidence_key_file)
        except NoSigningKey as none:
            named = _VARIABLE if settings.evidence_key else str(settings.evidence_key_file)
            raise _misconfigured(named, "unusable", str(none)) from None
        said = "Evidence is signed with a key of yours: name its file in this variable with _FILE."
        raise _misconfigured(_VARIABLE, "missing", said)


def _misconfigured(field: str, code: str, said: str) -> Misconfigured:
    return Misconfigured([{"field": field, "code": code, "problem": said}])
