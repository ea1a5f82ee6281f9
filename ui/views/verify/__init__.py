"""The page that verifies a file from outside."""
