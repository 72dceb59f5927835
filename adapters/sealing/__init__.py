"""Sealing: keys of accounts, and the master keys that wrap them."""
