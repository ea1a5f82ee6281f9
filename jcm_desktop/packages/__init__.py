"""The exchange file `.jcmpkg`: write it, read it as hostile input, verify it. Knows nothing of the workspace."""
