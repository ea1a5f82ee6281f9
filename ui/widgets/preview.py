"""Pages of a PDF as pictures, with paging. Shows pixels it is given; knows no file format."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from jcm_desktop.i18n import _
from jcm_desktop.services.report_views import PageImage
from ui.widgets.texts import button, label, row

SMALLEST = 200


class PagePreview(QWidget):
    """One page as wide as the space; `wanted` asks for its pixels."""

    wanted = Signal(str, int, int)  # file, page from 0, width in pixels

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._file, self._page, self._pages, self._asked = "", 0, 0, 0
        self._words = label("", "quiet", wrap=False, name="previewPage")
        self._title = label("", "strong", name="previewTitle")
        self._back = button(_("Page before"), lambda: self.turn(-1), "icon", name="previewBack", icon="back")
        self._on = button(_("Next page"), lambda: self.turn(1), "icon", name="previewNext", icon="forward")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setObjectName("preview")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setWidget(self._picture)
        self._area.setAccessibleName(name or _("The report as it is printed"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row(self._title, None, self._back, self._words, self._on))
        column.addWidget(self._area, 1)
        self._draw_words()

    def show_file(self, path: str, title: str) -> None:
        """Show another file; the same file is drawn again at its page."""
        if path != self._file:
            self._file, self._page, self._pages = path, 0, 0
            self._picture.clear()
        self._title.setText(title)
        self._asked = 0
        self._ask()
        self._draw_words()

    def turn(self, pages: int) -> None:
        """Go on or back."""
        to = max(0, min(self._page + pages, self._pages - 1))
        if to != self._page:
            self._page, self._asked = to, 0
            self._area.verticalScrollBar().setValue(0)
            self._ask()
            self._draw_words()

    def _width(self) -> int:
        return self._area.viewport().width() - 16

    def _ask(self) -> None:
        width = self._width()
        if self._file and width >= SMALLEST and width != self._asked:
            self._asked = width
            self.wanted.emit(self._file, self._page, round(width * self.devicePixelRatioF()))

    def show_page(self, path: str, page: int, image: PageImage) -> None:
        """Take pixels that were asked for; late ones for another page are left aside."""
        if (path, page) != (self._file, self._page):
            return
        self._pages = image.pages
        drawn = QImage(image.pixels, image.width, image.height, image.width * 4, QImage.Format.Format_RGB32)
        picture = QPixmap.fromImage(drawn.copy())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._draw_words()

    def _draw_words(self) -> None:
        words = _("Page {page} of {pages}").format(page=self._page + 1, pages=self._pages) if self._pages else ""
        self._words.setText(words)
        self._back.setEnabled(self._page > 0)
        self._on.setEnabled(self._page + 1 < self._pages)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right:
            self.turn(1)
        elif event.key() == Qt.Key.Key_Left:
            self.turn(-1)
        else:
            super().keyPressEvent(event)
