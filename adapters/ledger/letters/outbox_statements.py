"""What the mailer asks of the outbox all the time, built once: building costs more than
executing."""

from sqlalchemy import bindparam, case, select, update

from adapters.ledger.letters.sealed_letters import UNANSWERED
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.tables import outbox
from application.ports.letters import DeliveryState, Follow

_NOW = bindparam("now", type_=UtcDateTime())
_DUE = (
    select(outbox.c.key)
    .where(
        outbox.c.state.in_((DeliveryState.QUEUED, DeliveryState.CLAIMED)),
        outbox.c.due_at <= _NOW,
        outbox.c.channel == bindparam("by"),
    )
    .order_by(outbox.c.queued_at, outbox.c.key)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
CLAIM = (
    update(outbox)
    .where(outbox.c.key.in_(select(_DUE.c.key)))
    .values(
        state=DeliveryState.CLAIMED,
        due_at=bindparam("until"),
        claimed_by=bindparam("worker"),
        attempts=outbox.c.attempts + 1,
    )
    .returning(outbox.c.key, outbox.c.notice, outbox.c.attempts, outbox.c.queued_at)
)
CLOSE_UNANSWERED = (
    update(outbox)
    .where(outbox.c.state == DeliveryState.HANDING_OVER, outbox.c.due_at <= _NOW)
    .values(
        state=DeliveryState.UNCONFIRMED,
        due_at=None,
        closed_at=_NOW,
        last_error=UNANSWERED,
        follow=Follow.WAKE,
    )
)
HAND_OVER = (
    update(outbox)
    .where(
        outbox.c.key == bindparam("of_key"),
        outbox.c.claimed_by == bindparam("of_worker"),
        outbox.c.state == DeliveryState.CLAIMED,
        outbox.c.due_at > _NOW,
    )
    .values(state=DeliveryState.HANDING_OVER)
)
MARK_SENT = (
    update(outbox)
    .where(
        outbox.c.key.in_(bindparam("keys", expanding=True)),
        outbox.c.state != DeliveryState.SENT,
    )
    .values(
        state=DeliveryState.SENT,
        due_at=None,
        closed_at=bindparam("at"),
        claimed_by=None,
        last_error=None,
        # Somebody was informed that it may not have arrived.
        follow=case(
            (outbox.c.state == DeliveryState.UNCONFIRMED, Follow.WAKE), else_=outbox.c.follow
        ),
    )
)
MARK_SENT_AS = (
    update(outbox)
    .where(outbox.c.key == bindparam("of_key"))
    .values(sent_sha256=bindparam("as_sent"))
)
