"""The files of the project: which values each backs up, what it looks like, attaching, putting right, withdrawing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services.evidence_cover import CoverRow
from jcm_desktop.services.evidence_files import FileRow, FilesView, Preview
from jcm_desktop.services.formatting import span_words
from ui.models.evidence import FilesModel
from ui.page import scrolled
from ui.views.evidence.cover_card import CoverStrip
from ui.widgets.columns import set_widths
from ui.widgets.preview import PagePreview
from ui.widgets.texts import button, empty_layout, label, row, selectable

RIGHT = 390
MOST_VALUES = 2  # points whose values are named in the line of a file
NOTHING, PAGES, PICTURE, TEXT = range(4)


class FilesTab(QWidget):
    """A table on the left, a preview of the chosen file on the right."""

    attach_asked = Signal()
    again_asked = Signal(object)  # FileRow
    correct_asked = Signal(object)  # FileRow
    withdraw_asked = Signal(object)  # FileRow
    history_asked = Signal(object)  # FileRow
    value_asked = Signal(object)  # Place
    preview_wanted = Signal(str, int, int)  # SHA-256, page from 0, width in pixels

    def __init__(self) -> None:
        super().__init__()
        self.point = QComboBox()
        self.point.setObjectName("filesPoint")
        self.point.setAccessibleName(_("Show the files of"))
        self.point.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.point.setMinimumContentsLength(30)
        self.point.activated.connect(lambda _at: self._choose_point())
        self.days: Span | None = None  # of a value whose files are asked for, or days that need one
        self._only = False  # whether only the files of these days are shown
        self._rows: tuple[CoverRow, ...] = ()
        self.model = FilesModel(self)
        self._make_table()
        self._details = selectable(label("", "small", name="filesDetails"))
        self._values = QHBoxLayout()
        self._values.setSpacing(10)
        self._summary = label("", "quiet", name="filesSummary")
        self.cover = CoverStrip()
        self.attach = button(_("Attach files…"), self.attach_asked.emit, "primary", name="attachFiles", icon="attach")
        self.all_days = button("", self._show_all_days, "link", name="filesAllDays")
        self.all_days.hide()
        self._acts = tuple(
            button(words, partial(self._act, signal), name=name)
            for words, signal, name in (
                (_("Change…"), self.correct_asked, "correctFile"),
                (_("Use once more…"), self.again_asked, "linkAgain"),
                (_("History…"), self.history_asked, "fileHistory"),
                (_("Withdraw…"), self.withdraw_asked, "withdrawFile"),
            )
        )
        self.correct, self.again, self.history, self.withdraw = self._acts
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(row(self.point, self.all_days, None, self.attach))
        left.addWidget(self.table, 1)
        left.addLayout(row(*self._acts, None, spacing=6))
        left.addWidget(self._details)
        left.addLayout(self._values)
        left.addWidget(self.cover)
        left.addWidget(self._summary)
        left.addWidget(label(_("Files can also be dropped anywhere on this page."), "small"))
        self._make_preview()
        column_ = row(left, self.preview, spacing=14)
        column_.setContentsMargins(0, 8, 0, 0)
        column_.setStretch(0, 1)
        self.setLayout(column_)

    def _make_table(self) -> None:
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
        set_widths(self.table, {1: 110, 2: 76, 3: 108, 4: 120, 5: 96})
        header.setMinimumSectionSize(46)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_file())

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

    def show_view(self, view: FilesView, cover: tuple[CoverRow, ...]) -> None:
        """Show these files; the chosen one stays chosen."""
        chosen = self.current
        self._rows = cover
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

    def _choose_point(self) -> None:
        """Another point by hand: of all days."""
        self.days, self._only = None, False
        self._filter()

    def _filter(self) -> None:
        chosen = self.current
        days = self.days if self._only else None
        self.model.show_point(self.chosen_point, days)
        self.all_days.setVisible(days is not None)
        if days is not None:
            self.all_days.setText(_("Only of {days}; show all").format(days=span_words(days)))
            self.all_days.setAccessibleName(self.all_days.text())
        self._choose(chosen)

    def _show_all_days(self) -> None:
        self._only = False
        self._filter()
        self.table.setFocus()

    def show_point(self, no: str, days: Span | None = None, *, only: bool = False) -> None:
        """Show what backs up a point, and be ready to attach more for some days; `only` what is for these days."""
        self.point.setCurrentIndex(max(0, self.point.findData(no)))
        self.days, self._only = days, only and days is not None
        self._filter()
        self.attach.setFocus()

    @property
    def chosen_point(self) -> str:
        return str(self.point.currentData() or "")

    @property
    def current(self) -> FileRow | None:
        index: QModelIndex = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _act(self, signal: SignalInstance) -> None:
        if self.current is not None:
            signal.emit(self.current)

    def _show_file(self) -> None:
        one = self.current
        for act in self._acts:
            act.setEnabled(one is not None)
            if one is not None:
                act.setAccessibleName(f"{act.text()} {one.name}")
        words = _("{size}  ·  {confidential}  ·  SHA-256 {sha256}") if one and one.confidential else ""
        words = words or _("{size}  ·  SHA-256 {sha256}")
        self._details.setText(
            words.format(size=one.size, confidential=one.confidential, sha256=one.sha256) if one else ""
        )
        self._show_values(one)
        point, kind = self.chosen_point, one.item.kind if one else ""
        if not point and one and one.item.points:
            point = one.item.points[0]
        self.cover.show_rows([each for each in self._rows if each.point == point and kind_fits(each, kind)])
        if one is None:
            self._shown = ""
            self._say(_("No file is attached here yet."))
        elif one.item.sha256 != self._shown:
            self._shown = one.item.sha256
            self._say(_("Opening {name}…").format(name=one.name))
            self.preview_wanted.emit(self._shown, 0, round(RIGHT * self.devicePixelRatioF()))

    def _show_values(self, one: FileRow | None) -> None:
        """Which values of the period the file backs up, each point a way to its first one."""
        empty_layout(self._values)
        values = one.values if one else ()
        if not values:
            return
        self._values.addWidget(label(_("Backs up:"), "small", wrap=False))
        for each in values[:MOST_VALUES]:
            if each.place is None:
                self._values.addWidget(label(each.words, "small", wrap=False))
            else:
                go = button(each.words, partial(self.value_asked.emit, each.place), "link", name="fileValues")
                go.setAccessibleName(_("Go to the values: {words}").format(words=each.words))
                self._values.addWidget(go)
        if len(values) > MOST_VALUES:
            more = _("and {count} more").format(count=len(values) - MOST_VALUES)
            self._values.addWidget(label(more, "small", wrap=False))
        self._values.addStretch(1)

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


def kind_fits(row: CoverRow, kind: str) -> bool:
    """Whether a bar is asked for by the plan, or is of the kind that is looked at."""
    return row.required or row.kind == kind


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
