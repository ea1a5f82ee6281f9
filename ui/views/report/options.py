"""What the next version of the report shall be: its language, its copies, and what the public one leaves out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from jcm_desktop import i18n
from jcm_desktop.i18n import _, ngettext
from jcm_desktop.services.report_views import ReportView
from ui.widgets.texts import button, label, row

_FULL, _BOTH = False, True


class ReportOptions(QWidget):
    """Two choices and a way to the marks.

    Signals:
        marks_asked: the user wants to say what is confidential.
    """

    marks_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.language = QComboBox()
        self.language.setObjectName("reportLanguage")
        self.language.setAccessibleName(_("Language of the report"))
        self.copies = QComboBox()
        self.copies.setObjectName("reportCopies")
        self.copies.setAccessibleName(_("Copies of the report"))
        self.copies.addItem(_("Full copy only"), _FULL)
        self.copies.addItem(_("Full and public copy"), _BOTH)
        self.copies.activated.connect(self._chosen)
        self._by_hand = False
        self.marks = button(_("Confidential parts…"), self.marks_asked.emit, name="confidentialParts")
        self.state = label("", "small", name="confidentialState")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        words = label(_("Language"), "quiet", wrap=False)
        words.setBuddy(self.language)
        line = row(words, self.language, 8, self.copies)
        line.setStretch(1, 1)
        line.setStretch(3, 1)
        column.addLayout(line)
        second = row(self.marks, self.state)
        second.setStretch(1, 1)
        column.addLayout(second)

    def show_view(self, view: ReportView) -> None:
        """Offer what the use cases offer; a choice made by hand stays."""
        if self.language.count() == 0:
            for form, words in view.forms:
                self.language.addItem(words, form)
            self.language.setCurrentIndex(max(0, self.language.findData(i18n.language())))
        if not self._by_hand:
            self.copies.setCurrentIndex(self.copies.findData(bool(view.marks)))
        if view.marks:
            words = ngettext(
                "{count} thing is marked and left out of the public copy.",
                "{count} things are marked and left out of the public copy.",
                view.marks,
            ).format(count=view.marks)
        else:
            words = _("Nothing is marked as confidential.")
        self.state.setText(words)

    def _chosen(self, _index: int) -> None:
        self._by_hand = True

    @property
    def form(self) -> str:
        """The language, as the use case takes it."""
        return str(self.language.currentData() or "")

    @property
    def public(self) -> bool:
        """Whether a public copy is made, too."""
        return bool(self.copies.currentData())
