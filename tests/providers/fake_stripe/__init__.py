"""A small stateful stand-in for Stripe's HTTP API: customers, subscriptions and their invoices,
payments, credit notes, events with signed webhooks, test clocks, idempotency keys, faults on
demand. It knows what this product asks Stripe for, and refuses anything else."""
