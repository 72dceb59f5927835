"""The demo: its stories, who tells them, and what plays them."""
