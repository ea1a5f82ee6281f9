"""Kinds of rule, the catalogue of checks as data, and the runner. Findings only; no sentences are raised."""
