"""Judges one attachment, alone in its own process (see `__main__`). It imports nothing of the project."""
