"""The form of one monitoring point: everything of a row of table 1, and the publication of public data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jcm_desktop import clock
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.plan_points import PUBLIC, PointEdit
from jcm_desktop.services.views import PointRow
from ui.page import scrolled
from ui.views.plan.form import Form
from ui.widgets.texts import Card, button, label, rich_label, row

OPTION_WORDS = {
    "A": N_("A: public data"),
    "B": N_("B: invoices"),
    "C": N_("C: own measurement"),
}
INTERVAL_WORDS = (
    ("", N_("not stated")),
    ("day", N_("a day")),
    ("month", N_("a month")),
    ("quarter", N_("a quarter")),
    ("year", N_("a year")),
)
PUBLICATION = ("pointPublication", "pointEdition", "pointRetrieved", "pointValidUntil")


class PointForm(Card):
    """Shows the chosen point; where another is chosen, what was typed is sent, and kept until it is stored."""

    saved = Signal(str, object)  # number, PointEdit
    kept_changed = Signal()

    def __init__(self) -> None:
        super().__init__(margin=14, spacing=8)
        self.setObjectName("pointForm")
        self.setFixedWidth(346)
        self._no = ""
        self._kept: dict[str, Mapping[str, Any]] = {}  # typed and not stored, of points not shown now
        self._sent: dict[str, Mapping[str, Any]] = {}  # on its way to be stored
        self._symbol = rich_label("", "heading")
        self._unit = label("", "small")
        self.form = Form()
        self._build()
        self.form.entered.connect(self.save)
        self.form.on_change(self._touched)
        self._save = button(_("Save this point"), self.save, "primary", name="savePoint")
        self._back = button(_("As stored"), self._refill, name="undoPoint")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for part in (self._symbol, self._unit, self.form):
            column.addWidget(part)
        column.addStretch(1)
        self.add(scrolled(inside), row(None, self._back, self._save))
        self._stored: PointRow | None = None

    def _build(self) -> None:
        form, today = self.form, clock.now().date()
        form.box("pointDescription", _("Description"), 3)
        form.choice("pointOption", _("Option"))
        form.line("pointPublication", _("Publication"))
        form.line("pointEdition", _("Edition"))
        form.day("pointRetrieved", _("Taken on"), today)
        form.day("pointValidUntil", _("Valid until"), today)
        form.box("pointSource", _("Source of data"))
        form.box("pointProcedure", _("How it is measured"), 4)
        form.line("pointFrequency", _("How often"))
        form.choice("pointInterval", _("One reading spans at most"), [(key, _(words)) for key, words in INTERVAL_WORDS])
        form.line("pointEstimate", _("Yearly estimate"))
        form.line("pointEstimateSource", _("Its source"))
        form.line("pointCapacity", _("Rated capacity"), _("such as 15 MW"))
        form.box("pointComments", _("Comments"))
        form.field("pointOption").activated.connect(lambda _at: self._show_publication())  # type: ignore[attr-defined]

    def show_point(self, point: PointRow | None) -> None:
        """Show a point; words typed for it and not saved yet stay, or come back."""
        other = point is not None and point.no != self._no
        if other and self._no and self.form.touched:
            self._kept[self._no] = self.form.values()
            self.save()
        self._stored = point
        self.setEnabled(point is not None)
        if point is None:
            return
        if other or not self.form.touched:
            self._refill()
        if other and point.no in self._kept:
            self.form.type_over(self._kept.pop(point.no))
            self._show_publication()
        self.kept_changed.emit()
        self._touched()

    @property
    def kept(self) -> frozenset[str]:
        """The points whose typed words wait to be stored, but for the one that is shown."""
        return frozenset(self._kept)

    @property
    def touched(self) -> bool:
        """Whether words of any point are typed and not stored."""
        return self.form.touched or bool(self._kept)

    def drop_gone(self, numbers: frozenset[str]) -> None:
        """Points that are no longer there have no words that could be stored."""
        self._kept = {no: values for no, values in self._kept.items() if no in numbers}

    def _refill(self) -> None:
        point = self._stored
        if point is None:
            return
        self._no = point.no
        self._symbol.setText(f"{point.no} &nbsp; {point.symbol}")
        self._unit.setText(_("in {unit}").format(unit=point.unit))
        self.form.set_choices("pointOption", [(one, _(OPTION_WORDS[one])) for one in point.options])
        source = point.public_source
        self.form.fill(
            {
                "pointDescription": point.description,
                "pointOption": point.option,
                "pointPublication": source.publication if source else "",
                "pointEdition": source.edition if source else "",
                "pointRetrieved": source.retrieved_on if source else None,
                "pointValidUntil": source.valid_until if source else None,
                "pointSource": point.source,
                "pointProcedure": point.procedure,
                "pointFrequency": point.frequency,
                "pointInterval": point.interval,
                "pointEstimate": point.estimate_text,
                "pointEstimateSource": point.estimate_source,
                "pointCapacity": point.capacity_text,
                "pointComments": point.comments,
            }
        )
        self._show_publication()

    def _show_publication(self) -> None:
        public = self.form.values()["pointOption"] == PUBLIC
        for name in PUBLICATION:
            self.form.show_field(name, on=public)

    def _touched(self) -> None:
        self._save.setEnabled(self.form.touched)
        self._back.setEnabled(self.form.touched)

    def save(self) -> None:
        """Ask to store what is typed here."""
        if self._no and self.form.touched:
            self._send(self._no, self.form.values())

    def save_all(self) -> None:
        """Ask to store what is typed, here and for points that were shown before."""
        self.save()
        for no, typed in list(self._kept.items()):
            self._send(no, typed)

    def stored(self, no: str) -> None:
        """What was sent for a point is stored now."""
        typed = self._sent.pop(no, None)
        if self._kept.get(no) == typed:
            self._kept.pop(no, None)
            self.kept_changed.emit()
        if no == self._no and self.form.values() == typed:
            self.form.accept()

    def _send(self, no: str, typed: Mapping[str, Any]) -> None:
        self._sent[no] = typed
        edit = PointEdit(
            description=typed["pointDescription"],
            option=typed["pointOption"],
            source=typed["pointSource"],
            procedure=typed["pointProcedure"],
            frequency=typed["pointFrequency"],
            interval=typed["pointInterval"],
            comments=typed["pointComments"],
            estimate=typed["pointEstimate"],
            estimate_source=typed["pointEstimateSource"],
            capacity=typed["pointCapacity"],
            publication=typed["pointPublication"],
            edition=typed["pointEdition"],
            retrieved_on=typed["pointRetrieved"],
            valid_until=typed["pointValidUntil"],
        )
        self.saved.emit(no, edit)

    def forget(self) -> None:
        """Nothing typed belongs to what is shown next."""
        self._no = ""
        self._kept.clear()
        self._sent.clear()
        self.form.accept()

    def choose(self, field: str) -> None:
        """Put the cursor in a field of the point, by the name it has in the plan."""
        names: dict[str, str] = {
            name: f"point{name.title()}" for name in ("option", "source", "procedure", "frequency")
        }
        names |= {"description": "pointDescription", "comments": "pointComments", "publication": "pointPublication"}
        names |= {"estimate": "pointEstimate"}
        if field in names:
            self.form.field(names[field]).setFocus()
