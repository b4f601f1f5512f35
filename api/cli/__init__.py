"""The commands `ask` and `groundwire`."""
