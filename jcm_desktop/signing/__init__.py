"""Keys, certificates, signatures and verdicts; frozen bytes in, frozen bytes out. Knows no project."""
