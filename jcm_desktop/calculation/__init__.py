"""Definition, plan and readings to a result per vintage, with its derivation. Knows no checks, files or words."""
