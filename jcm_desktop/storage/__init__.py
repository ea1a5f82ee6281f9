"""What was entered, kept safe on this machine: database, audit chain, evidence files, backups. No Qt, no rules."""
