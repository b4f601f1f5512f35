"""How the built-in embedder is made: `make train` (see training/README.md)."""
