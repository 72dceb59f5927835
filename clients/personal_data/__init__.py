"""The typed way to personal data: handed over, erased, kept for a while only, and sealed."""
