"""Accounts and their scopes: how they pay, their limits, and who of them was erased."""
