"""An invoice and what happens to it: its data, states, messages and operations here, each matter
in a folder of its own."""
