"""The start page: what is due, and where work begins."""
