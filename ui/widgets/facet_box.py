"""A filter: what there is to choose from, with how many rows each choice would leave. Knows no search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from jcm_desktop.services.library_views import Facet


class FacetBox(QComboBox):
    """Facets by their key; nothing chosen asks for everything."""

    def __init__(self, name: str, words: str, letters: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    @property
    def key(self) -> str:
        """What is chosen; empty for everything."""
        return str(self.currentData() or "")

    def fill(self, every: str, facets: Sequence[Facet]) -> None:
        """Offer these, under the words for all of them; what was chosen stays chosen."""
        chosen = self.currentData()
        self.clear()
        self.addItem(every, "")
        for one in facets:
            self.addItem(f"{one.words} ({one.count})", one.key)
        self.setCurrentIndex(max(0, self.findData(chosen)))
