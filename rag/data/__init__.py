"""Data that ships with question understanding."""
