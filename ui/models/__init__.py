"""Adapters from view rows to Qt models; no rules."""
