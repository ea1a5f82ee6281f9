"""The one door between pages and use cases."""
