"""The library: methodologies, coverage, and one methodology on its own page."""
