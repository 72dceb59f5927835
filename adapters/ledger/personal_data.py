"""Which columns of the ledger say something of people, and which of these are sealed.

A test holds every column of every table against these lists: a new one has to be decided.
"""

from collections.abc import Mapping
from enum import StrEnum


class InClear(StrEnum):
    """Why something of people is not sealed."""

    BOOKS = "books and what explains them: they outlive the account's key"
    BANK = "what a bank said: whose it is, is known only once it is booked, and it is searched in"
    COMPANY = "the name of a company, found by any part of it"
    SIGN_IN = "people sign in by it, and their sessions, keys and letters' links hang on it"
    STAFF = "who of the provider's own staff did it, and why"
    DIGEST = "a digest that is looked up, keyed where there is a master key"
    LOG = "the access log is searched by it; it goes by the policy's days"


SEALED: Mapping[str, str] = {
    "accounts": "address administrators billing_contact signed_up_by",
    "buyers": "buyer",
    "outbox": "dismissed_because last_error notice",
    "request_lives": "life",
    "request_timeline": "entry",
}
"""With the account's own key, where there is a master key. Of a document there is shown what says
nothing of anybody, such as a letter's kind or an entry's moment."""

IN_CLEAR: Mapping[InClear, Mapping[str, str]] = {
    InClear.BOOKS: {
        "allocations": "by why",
        "effects": "answer",
        "events": "data",
        "invoice_adjustments": "by facts why",
        "invoice_events": "by facts note through",
        "invoices": "clock",
        "papers": "paper",
        "payment_changes": "by through why",
        "payment_method_history": "changed_by",
        "payments": "received_by through",
        "provider_calls": "facts",
        "provider_switches": "before findings",
        "quota_requests": "asked_by",
        "refunds": "by corrected_by corrected_through correction_reason through",
    },
    InClear.BANK: {
        "bank_advice": "kept_by name reference shares",
        "bank_decisions": "decided",
        "bank_entries": "decided proposals reference transaction",
        "bank_payers": "payer",
        "bank_refused_files": "name problems",
        "bank_statements": "account name",
        "payments": "bank_reference transfer",
        "refunds": "bank_reference transfer",
        "transfers": "key",
    },
    InClear.COMPANY: {"accounts": "name", "requests": "company search"},
    InClear.SIGN_IN: {
        "customer_links": "mailed_to sign_in",
        "known_devices": "sign_in",
        "people": "sign_in subject",
        "recovery_codes": "sign_in",
        "second_factors": "credential_id name public_key secret sign_in",
        "second_steps": "sign_in",
        "sessions": "device sign_in through",
    },
    InClear.STAFF: {
        "api_keys": "created_by name",
        "bank_csv_profiles": "made_by",
        "bank_refused_files": "seen_by",
        "bank_statements": "imported_by",
        "credit_limits": "set_by",
        "customer_links": "created_by",
        "erasures": "asked_by cancelled_by confirmed_by reason",
        "hook_endpoints": "made_by",
        "invoice_formats": "by",
        "limit_changes": "because changed_by proposed_by",
        "limit_proposals": "because closed_by proposed_by",
        "missing_files_seen": "by",
        "outbox": "dismissed_by",
        "requests": "lost_seen_by",
        "people": "created_by password_set_by",
        "provider_calls": "settled_by",
        "provider_drifts": "ended_by",
        "provider_hints": "retried_by settled_by",
    },
    InClear.DIGEST: {
        "contacts": "address_sha256",
        "outbox": "address_sha256",
        "sign_in_attempts": "key_sha256",
    },
    InClear.LOG: {"access_log": "actor address details subject through"},
}

NOBODYS: Mapping[str, str] = {
    "access_log": "account_id at event number",
    "account_holds": "account_id invoice lifted_at lifted_because number placed_at",
    "accounts": "cloud customer_since id imported_at kind monthly_spend time_zone",
    "allocations": "amount_minor at id invoice payment_id",
    "api_keys": "account_id created_at expires_at granted id last_used_at revoked_at roles"
    " secret_sha256",
    "bank_advice": "account_id currency entry id kept_at minor",
    "bank_csv_profiles": "made_at name profile",
    "bank_decisions": "at entry revision state",
    "bank_entries": "account booked_on booking booking_minor currency customer id minor part"
    " read_at revision state statement",
    "bank_payers": "account_id since",
    "bank_refused_files": "id refused_at seen_at",
    "bank_statements": "adds_up closing_minor currency entries file form id imported_at number"
    " opening_minor sequence since until",
    "billing_systems": "abilities name present read_at",
    "buyers": "scope_id since",
    "charges": "amount_minor charged_at closed_at currency id scope_id state",
    "clock_checks": "at counts number",
    "clock_tasks": "about can_be_mended codes found_at trouble",
    "collections": "collecting days_until_due method read_at scope_id version",
    "contacts": "account_id asked_at asked_for confirmed_at times_asked token_sha256",
    "credit_limits": "account_id amount_minor currency number order_key payment_terms_days since",
    "customer_links": "account_id created_at expires_at id leads_to letter replaced_at revoked_at"
    " token_sha256 used_at",
    "data_keys": "destroyed_at id made_at master number owner wrapped",
    "effects": "asked done_at key",
    "erasures": "account_id asked_at begun_at cancelled_at confirmed_at counts"
    " documents done_at possible_on unconfirmed_since withdraws",
    "events": "about at id number position type",
    "exposure_alerts": "account_id at currency exposure_minor level limit_minor number",
    "external_services": "billed_separately name scope_id",
    "hook_deliveries": "about answer attempts endpoint event next_at position state tried_at"
    " trouble",
    "hook_endpoints": "disabled_at disabled_why failing_since id made_at position previous_secret"
    " previous_until secret state types url",
    "invoice_adjustments": "amount_minor at corrects id invoice kind order_key",
    "invoice_events": "amount_minor at chain from_state invoice number to_state trigger",
    "invoice_formats": "account_id format since",
    "invoices": "account_id amount_minor charged_minor country credited_minor currency"
    " disputed_minor due_on head held issued_at issued_on number open_minor overdue paid_minor"
    " policy policy_version reference revision scope_id state time_zone written_at"
    " written_off_minor",
    "key_holders": "masters part process seen_at",
    "known_devices": "token_sha256 used_at",
    "limit_changes": "account_id after_switch amount_minor at before_minor currency frozen kind"
    " number review_on",
    "limit_proposals": "account_id amount_minor before_minor closed_at currency lapses_at number"
    " proposed_at review_on state",
    "master_keys": "name number since",
    "number_series": "last name",
    "outbox": "answer attempts blanked_at channel claimed_by closed_at dismissed_at due_at follow"
    " key queued_at request sent_sha256 state",
    "paper_files": "format kind made_at number program sha256 size",
    "papers": "account_id credit_notes invoice kind number written_at",
    "payment_changes": "amount_minor at id kind payment_id refund_id",
    "payment_method_history": "method number order_key previous scope_id since",
    "payments": "account_id allocated_minor amount_minor currency id instrument order_key"
    " received_at refunded_minor taken_back_minor value_date",
    "people": "account_id created_at disabled_at password_hash roles",
    "provider_calls": "account_id answer at attempts id invoice key kind next_at provider scope_id"
    " state tried_at trouble",
    "missing_files_seen": "at name run_id",
    "provider_drifts": "account_id amount_minor attempts charged_at currency ended_at id kind"
    " provider put_right_at reference scope_id seen_at trouble",
    "provider_hints": "attempts came_at ended_at id invoice kind next_at provider reference"
    " retried_at said said_at settled_at state why",
    "provider_links": "account_id invoice linked_at provider reference scope_id",
    "provider_reads": "provider until",
    "provider_switches": "account_id asked_at attempt began_at changed_at order_key provider"
    " scope_id stage undo_refused",
    "quota_requests": "asked_at existing_cores id order_key region requested_cores scope_id series",
    "recovery_codes": "code_sha256 created_at used_at",
    "refunds": "account_id amount_minor at corrected_at currency id order_key",
    "request_lives": "head run_id",
    "request_stays": "number run_id since state trigger",
    "request_timeline": "chain number run_id",
    "requests": "account_id asked_currency asked_minor codes country due_at ended_at files_gone_at"
    " forgotten_at lost_seen_at opened_at place_at place_events reason request revision run_id"
    " scope_id state task waiting_for waiting_on waiting_since written_at",
    "retention_runs": "at counts id",
    "scopes": "account_id currency id kind language moved_invoice open_invoice payment_method",
    "second_factors": "confirmed_at counter created_at id kind used_at",
    "second_steps": "challenge expires_at password_hash token_sha256",
    "sessions": "account_id created_at ended_at expires_at how idle_at idle_seconds link_id roles"
    " token_sha256 unproven",
    "sign_in_attempts": "failures since",
    "transfers": "counted_minor currency total_minor",
    "used_keys": "asked attempt claimed_at done_at effect key meaning",
}
