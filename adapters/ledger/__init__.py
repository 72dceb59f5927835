"""The ledger: accounts, how they pay, what was changed and by whom, and the mail still to go out.

SQLite embedded, PostgreSQL in production, the same promises on both.
"""
