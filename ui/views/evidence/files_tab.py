"""The files of the project: which points each backs up, what it looks like, attaching and withdrawing."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.i18n import _
from jcm_desktop.services.evidence_files import FileRow, FilesView, Preview
from ui.models.evidence import FilesModel
from ui.page import scrolled
from ui.widgets.preview import PagePreview
from ui.widgets.texts import button, label, row, selectable

RIGHT = 390
NOTHING, PAGES, PICTURE, TEXT = range(4)


class FilesTab(QWidget):
    """A table on the left, a preview of the chosen file on the right."""

    attach_asked = Signal()
    withdraw_asked = Signal(object)  # FileRow
    preview_wanted = Signal(str, int, int)  # SHA-256, page from 0, width in pixels

    def __init__(self) -> None:
        super().__init__()
        self.point = QComboBox()
        self.point.setObjectName("filesPoint")
        self.point.setAccessibleName(_("Show the files of"))
        self.point.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.point.setMinimumContentsLength(22)
        self.point.activated.connect(lambda _at: self._filter())
        self.model = FilesModel(self)
        self.table = QTableView()
        self.table.setObjectName("filesTable")
        self.table.setAccessibleName(_("Files of the evidence"))
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 110), (2, 76), (3, 108), (4, 120), (5, 96)):
            self.table.setColumnWidth(column, width)
        header.setMinimumSectionSize(46)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_file())
        self._details = selectable(label("", "small", name="filesDetails"))
        self._summary = label("", "quiet", name="filesSummary")
        self.attach = button(_("Attach files…"), self.attach_asked.emit, "primary", name="attachFiles", icon="attach")
        self.withdraw = button(_("Withdraw…"), self._withdraw, name="withdrawFile")
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(row(self.point, None, self.withdraw, self.attach))
        left.addWidget(self.table, 1)
        left.addWidget(self._details)
        left.addWidget(self._summary)
        left.addWidget(label(_("Files can also be dropped anywhere on this page."), "small"))
        self._make_preview()
        column_ = row(left, self.preview, spacing=14)
        column_.setContentsMargins(0, 8, 0, 0)
        column_.setStretch(0, 1)
        self.setLayout(column_)

    def _make_preview(self) -> None:
        self.pages = PagePreview(_("The file as it looks"))
        self.pages.wanted.connect(self.preview_wanted)
        self._words = label("", "quiet", name="previewWords")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.picture.setAccessibleName(_("The file as it looks"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(_("The file as it looks"))
        self.preview = QStackedWidget()
        self.preview.setFixedWidth(RIGHT)
        for one in (self._words, self.pages, scrolled(self.picture), self.text):
            self.preview.addWidget(one)
        self._shown = ""

    def show_view(self, view: FilesView) -> None:
        """Show these files; the chosen one stays chosen."""
        chosen = self.current
        self._fill_points(view)
        self.model.show_rows(view.rows)
        self._summary.setText(view.summary)
        self._choose(chosen)

    def _fill_points(self, view: FilesView) -> None:
        no = self.point.currentData()
        self.point.clear()
        self.point.addItem(_("All files"), "")
        for one in view.points:
            self.point.addItem(one.words, one.no)
        self.point.setCurrentIndex(max(0, self.point.findData(no)))

    def _choose(self, wanted: FileRow | None) -> None:
        rows = self.model.rows
        at = next((at for at, one in enumerate(rows) if wanted and one.item == wanted.item), 0)
        if rows:
            self.table.setCurrentIndex(self.model.index(at, 0))
        self.table.resizeRowsToContents()
        self._show_file()

    def _filter(self) -> None:
        chosen = self.current
        self.model.show_point(str(self.point.currentData() or ""))
        self._choose(chosen)

    def show_point(self, no: str) -> None:
        """Show what backs up a point, and be ready to attach more."""
        self.point.setCurrentIndex(max(0, self.point.findData(no)))
        self._filter()
        self.attach.setFocus()

    @property
    def chosen_point(self) -> str:
        return str(self.point.currentData() or "")

    @property
    def current(self) -> FileRow | None:
        index: QModelIndex = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _withdraw(self) -> None:
        if self.current is not None:
            self.withdraw_asked.emit(self.current)

    def _show_file(self) -> None:
        one = self.current
        self.withdraw.setEnabled(one is not None)
        words = _("{size}  ·  {confidential}  ·  SHA-256 {sha256}") if one and one.confidential else ""
        words = words or _("{size}  ·  SHA-256 {sha256}")
        self._details.setText(
            words.format(size=one.size, confidential=one.confidential, sha256=one.sha256) if one else ""
        )
        if one is None:
            self._shown = ""
            self._say(_("No file is attached here yet."))
        elif one.item.sha256 != self._shown:
            self._shown = one.item.sha256
            self._say(_("Opening {name}…").format(name=one.name))
            self.preview_wanted.emit(self._shown, 0, round(RIGHT * self.devicePixelRatioF()))

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self.preview.setCurrentIndex(NOTHING)

    # --- what was drawn -------------------------------------------------------------------------------------------

    def show_preview(self, sha256: str, page: int, drawn: tuple[Preview, QImage]) -> None:
        """Take what was asked for; late answers for another file are left aside."""
        one, (found, image) = self.current, drawn
        if one is None or sha256 != self._shown:
            return
        if found.page is not None:
            if self.preview.currentIndex() != PAGES:
                self.preview.setCurrentIndex(PAGES)
                self.pages.show_file(sha256, one.name)
            self.pages.show_page(sha256, page, found.page)
        elif not image.isNull():
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            self.picture.setPixmap(picture)
            self.preview.setCurrentIndex(PICTURE)
        elif found.text:
            more = "\n…" if found.cut else ""
            self.text.setPlainText(found.text + more)
            self.preview.setCurrentIndex(TEXT)
        elif found.picture:
            self.show_failure(sha256, _("This picture is damaged or too large to be shown. The file itself is kept."))
        else:
            self.show_failure(sha256, _("A file of this kind is not shown here. The file itself is kept."))

    def show_failure(self, sha256: str, words: str) -> None:
        """Say why there is nothing to see."""
        if sha256 == self._shown:
            self._say(words)


def scaled_picture(data: bytes, width: int) -> QImage:
    """A picture as wide as asked for, upright; null if it cannot be read. Made for a thread beside the window's."""
    kept = QByteArray(data)
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() > width:
        reader.setScaledSize(QSize(width, max(1, size.height() * width // size.width())))
    return reader.read()
