"""Packs of definitions `.jcmdef`: build, read as hostile input, keep on disk, whom one trusts. Knows no workspace."""
