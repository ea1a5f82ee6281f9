"""Sentences for error codes, one module per area; each has `WORDS`, code to template."""
