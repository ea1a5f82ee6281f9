"""The register of meters: a bar for each, and beside the list the details of one, or the form that changes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import _
from jcm_desktop.services import meter_entry, metering
from jcm_desktop.services.formatting import span_words
from jcm_desktop.services.metering import CalibrationRow, CorrectionRow, MeterCard, MetersView
from ui.models.meters import MeterDelegate, MetersModel
from ui.views.plan.meter_detail import MeterDetail
from ui.views.plan.meter_forms import CalibrationForm, EntryForm, EventForm, MeterForm
from ui.views.plan.tab import PlanTab
from ui.widgets.empty import EmptyState
from ui.widgets.texts import Card, button, label, row

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from jcm_desktop.services.views import Changes

LIST_WIDTH = 372
DETAIL, NOTHING, METER, CALIBRATION, EVENT = range(5)


class MetersTab(PlanTab):
    """List on the left, one meter on the right."""

    checks_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: MetersView | None = None
        self._with_period = False
        self._wanted: tuple[str, str] | None = None  # point and day that should be shown
        self._select = ""  # a serial to choose once it is there
        self.model = MetersModel(self)
        self.list = QListView()
        self.list.setObjectName("metersList")
        self.list.setAccessibleName(_("Meters"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(MeterDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._days = label("", "small")
        self._days.setFixedWidth(LIST_WIDTH)
        self._new = button(_("Add a meter…"), self.ask_meter, name="addMeter", icon="plus")
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(row(self._new, None))
        left.addWidget(self._days)
        left.addWidget(self.list, 1)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 10, 0, 0)
        beside.setSpacing(12)
        beside.addLayout(left)
        beside.addWidget(self._right(), 1)

    def _right(self) -> QWidget:
        self.detail = MeterDetail()
        self.detail.describe_asked.connect(lambda: self.ask_meter(self.card()))
        self.detail.calibration_asked.connect(self._ask_calibration)
        self.detail.calibration_dropped.connect(self._drop_calibration)
        self.detail.event_asked.connect(self._ask_event)
        self.detail.event_dropped.connect(self._drop_event)
        self.detail.accepted.connect(self._accept)
        self.detail.taken_back.connect(self._take_back)
        self.detail.checks_asked.connect(self.checks_asked)
        nothing = EmptyState(
            "plan",
            _("No meter is entered yet"),
            _("Points that the project measures itself (option C) name their meters. Add the first one here."),
            ((_("Add a meter"), self.ask_meter),),
        )
        self.meter, self.calibration, self.event_form = MeterForm(), CalibrationForm(), EventForm()
        self.meter.saved.connect(self._save_meter)
        self.calibration.saved.connect(self._save_calibration)
        self.event_form.saved.connect(self._save_event)
        self.stack = QStackedWidget()
        for one in (self.detail, nothing, self.meter, self.calibration, self.event_form):
            self.stack.addWidget(one)
            if isinstance(one, EntryForm):
                one.given_up.connect(self.close_form)
        card = Card(margin=16)
        card.add(self.stack)
        return card

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_view(self, view: MetersView, *, with_period: bool) -> None:
        """Show the register; a form that is open stays."""
        self._view, self._with_period = view, with_period
        words = _("Days: {days}") if with_period else _("No period is open; days of {days}")
        self._days.setText(words.format(days=span_words(view.span)))
        chosen = self.card()
        self.model.show_cards(view.cards)
        at = self.model.row_of(self._select or (chosen.serial if chosen else ""))
        self._select = ""
        if view.cards:
            self.list.setCurrentIndex(self.model.index(max(0, at)))
        self._choose_wanted()
        self._show_card()
        if self.stack.currentIndex() in (DETAIL, NOTHING):
            self.close_form()

    def choose(self, point: str, day: str) -> None:
        """Bring the meter into view that a finding speaks of: of this point, with something on these days."""
        self._wanted = (point, day)
        self._choose_wanted()
        self.list.setFocus()

    def choose_serial(self, serial: str) -> None:
        """Bring a meter into view; for one that is only named, the form that describes it."""
        if not self._free():
            return
        at = self.model.row_of(serial)
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at))
            self.list.setFocus()
        elif self._view is not None:
            self.meter.ask(None, self._view.points, serial=serial, serves=self._view.named.get(serial, ()))
            self.stack.setCurrentIndex(METER)

    def _choose_wanted(self) -> None:
        if self._wanted is None or not self.model.cards:
            return
        (point, day), self._wanted = self._wanted, None

        def fits(card: MeterCard) -> tuple[bool, bool, bool]:
            here = [one.place for one in card.findings if not point or one.place.point == point]
            same_day = any(one.first == day for one in here)
            return point in card.points or not point, bool(here), same_day

        best = max(range(len(self.model.cards)), key=lambda at: (*fits(self.model.cards[at]), -at))
        self.list.setCurrentIndex(self.model.index(best))

    def card(self) -> MeterCard | None:
        """The chosen meter."""
        at = self.list.currentIndex().row()
        return self.model.cards[at] if 0 <= at < len(self.model.cards) else None

    def _chosen(self, _now: QModelIndex, before: QModelIndex) -> None:
        if before.isValid() and before.row() < len(self.model.cards) and not self._free():
            back = self.model.index(before.row())
            QTimer.singleShot(0, self.list, lambda: self._choose_silently(back))
            return
        self._show_card()
        self.close_form()

    def _choose_silently(self, index: QModelIndex) -> None:
        """The list follows the form that is open."""
        with QSignalBlocker(self.list.selectionModel()):
            self.list.setCurrentIndex(index)
        self.list.viewport().update()

    def _free(self) -> bool:
        """Whether no form holds words that another one would take the place of; if not, it is said."""
        if self.touched:
            self.said.emit(_("This form is not saved yet. Save it or cancel it, then go on."))
            return False
        return True

    def _show_card(self) -> None:
        self.detail.show_card(self.card(), with_period=self._with_period)

    def forget(self) -> None:
        self._view = None
        self._wanted = None
        self.model.show_cards(())
        self.close_form()

    @property
    def touched(self) -> bool:
        form = self.stack.currentWidget()
        return isinstance(form, EntryForm) and form.touched

    # --- forms ----------------------------------------------------------------------------------------------------

    def close_form(self) -> None:
        """Show the meter again, or that there is none."""
        self.stack.setCurrentIndex(DETAIL if self.model.cards else NOTHING)

    def ask_meter(self, card: MeterCard | None = None) -> None:
        """Open the form of a meter; a new one without a card."""
        if self._view is not None and self._free():
            only = self._view.points[0][:1] if card is None and len(self._view.points) == 1 else ()
            self.meter.ask(card, self._view.points, serves=only)
            self.stack.setCurrentIndex(METER)

    def _ask_calibration(self, known: CalibrationRow | None) -> None:
        card = self.card()
        if card is not None:
            self.calibration.ask(card.serial, known)
            self.stack.setCurrentIndex(CALIBRATION)

    def _ask_event(self) -> None:
        card = self.card()
        if card is not None:
            self.event_form.ask(card.serial)
            self.stack.setCurrentIndex(EVENT)

    # --- changes --------------------------------------------------------------------------------------------------

    def _save_meter(self) -> None:
        serial, serves, texts = self.meter.typed_serial, self.meter.serves, self.meter.texts

        def store(session: Session, project: str) -> Changes:
            return metering.describe_meter(session, project, serial, serves, **texts)

        def done() -> None:
            self._select = serial
            self.close_form()

        self.change.emit(store, done)

    def _save_calibration(self) -> None:
        card, edit, replaces = self.card(), self.calibration.answer, self.calibration.replaces
        if card is None:
            return
        if edit is None:
            self.calibration.form.field("calOn").setFocus()
            self.calibration.head(_("Calibration of {serial}").format(serial=card.serial), _("Please enter its day."))
            return
        serial = card.serial

        def store(session: Session, project: str) -> Changes:
            return meter_entry.enter_calibration(session, project, serial, edit, replaces)

        self.change.emit(store, self.close_form)

    def _save_event(self) -> None:
        card, edit = self.card(), self.event_form.answer
        if card is None:
            return
        if edit is None:
            self.event_form.form.field("eventDay").setFocus()
            self.event_form.head(_("What happened to {serial}").format(serial=card.serial), _("Please enter its day."))
            return
        serial, points = card.serial, card.points

        def store(session: Session, project: str) -> Changes:
            return meter_entry.enter_event(session, project, serial, edit)

        def done() -> None:
            self.close_form()
            new = edit.successor.strip() if edit.kind == "swap" else ""
            if new and self.model.row_of(new) < 0:
                self._describe_successor(new, points, edit.day)

        self.change.emit(store, done)

    def _describe_successor(self, serial: str, points: tuple[str, ...], day: date) -> None:
        """The new meter is not known yet: its form is next."""
        if self._view is not None:
            begins = day + timedelta(days=1)
            self.meter.ask(None, self._view.points, serial=serial, serves=points, from_day=begins)
            self.stack.setCurrentIndex(METER)

    def _drop_calibration(self, on: date) -> None:
        card = self.card()
        if card is not None:
            serial = card.serial
            self.change.emit(lambda session, project: metering.drop_calibration(session, project, serial, on), None)

    def _drop_event(self, on: date) -> None:
        card = self.card()
        if card is not None:
            serial = card.serial
            self.change.emit(lambda session, project: metering.drop_event(session, project, serial, on), None)

    def _accept(self, one: CorrectionRow) -> None:
        card, span = self.card(), self._span()
        if card is not None and span is not None:
            serial = card.serial
            self.change.emit(
                lambda session, project: metering.accept_correction(
                    session, project, span, serial, one.point, one.span
                ),
                None,
            )

    def _take_back(self, one: CorrectionRow) -> None:
        card, span = self.card(), self._span()
        if card is not None and span is not None:
            serial = card.serial
            self.change.emit(
                lambda session, project: metering.take_back_correction(
                    session, project, span, serial, one.point, one.span
                ),
                None,
            )

    def _span(self) -> Span | None:
        return self._view.span if self._view is not None else None
