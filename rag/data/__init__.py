"""Data of the rag package."""
