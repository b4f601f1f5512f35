"""Data that ships with the index."""
