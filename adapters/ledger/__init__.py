"""The ledger: accounts, invoices, how they are paid, the history of changes, and mail to be sent.

SQLite embedded, PostgreSQL in production, with the same guarantees.
"""
