"""The typed ways in, one for each matter; `all` opens every one of them for a face that stays."""
