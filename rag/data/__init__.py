"""Data that rag ships."""
