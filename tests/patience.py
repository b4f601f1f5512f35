"""How long the tests wait for what happens at once."""

PATIENCE_S = 15.0
"""Seconds within which anything is done that takes none, on a machine that does other things too: what would hold it up lasts longer by far."""
