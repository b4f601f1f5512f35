"""What is shown and kept of a run over a question file: a table, a JSON document, an HTML report."""
