"""What the kinds of evidence are called where people choose and read them."""

from __future__ import annotations

from jcm_desktop.i18n import N_, _

KIND_WORDS = {
    "invoice": N_("Invoice"),
    "meter-record": N_("Meter record"),
    "publication": N_("Publication"),
    "certificate": N_("Certificate"),
    "photograph": N_("Photograph"),
    "other": N_("Other"),
}


def kind_words(kind: str) -> str:
    """A kind of evidence, in the current language."""
    return _(KIND_WORDS.get(kind, kind))
