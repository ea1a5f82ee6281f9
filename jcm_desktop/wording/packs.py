"""Sentences about packs of definitions, their publishers, and definitions of one's own."""

from jcm_desktop.i18n import N_

WORDS = {
    "own.exists": N_(
        "{place} is already among your own definitions, and it says something else. Replace it only if you mean to."
    ),
    "own.unknown": N_("{place} is not among your own definitions."),
    "own.in_use": N_("{place} cannot be taken out: it is used by {projects}. Replace it by a corrected one instead."),
    "pack.file_changed": N_(
        "{place} is not as its publisher signed it. Install the pack again, or take it back to the edition before."
    ),
}
