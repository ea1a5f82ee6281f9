"""The checks page."""
