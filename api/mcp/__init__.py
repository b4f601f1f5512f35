"""The Model Context Protocol: what a model's own application can ask groundwire."""
