"""The typed way to accounts: their records and limits, statements, reports, the dry run."""
