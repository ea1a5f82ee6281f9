"""The part of the picture tour that shows the plan: its tabs, a late calibration, versions, a plant of many meters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QPushButton

from jcm_desktop.domain.meter import Calibration
from jcm_desktop.services import metering, overview, plan_estimates, plan_history, plan_shape, planning, samples
from jcm_desktop.services.plan_history import VersionFacts
from ui.views.plan.page import TAB_IDS, PlanPage

if TYPE_CHECKING:
    from jcm_desktop.services.session import Session
    from ui.shell import MainWindow
    from ui.shots import Photographer

FIRST = Calibration(date(2019, 6, 20), date(2020, 3, 31), "C-1 (constructed)", "Sample laboratory", True)
LATE = Calibration(date(2020, 6, 15), date(2022, 6, 14), "C-2 (constructed)", "Sample laboratory", True)
CHANGE = VersionFacts("The data now come from the plant server", "The logger was exchanged", date(2020, 12, 1))
MANY = 12
YEARS = (("2019", "9800", "100", "9700"), ("2020", "20423", "100", "20323"), ("2021", "", "", "20323"))


def plan_tour(camera: Photographer, window: MainWindow, session: Session) -> None:
    """Pictures of the plan page; changes the samples, so it comes last."""
    project, span = samples.SAMPLES[0], samples.sample(samples.SAMPLES[0]).period
    window.desk.choose(project, span)
    window.go("plan")
    page = window.pages["plan"]
    if not isinstance(page, PlanPage):
        raise TypeError("the plan page is another one")
    session.run(plan_estimates.set_year_estimates, project, YEARS)
    page.refresh()
    for tab in TAB_IDS:
        page.act(tab)
        camera.take(f"plan-{tab}")
    _meters(camera, page, session, project)
    _versions(camera, page, session, project)
    _many(camera, window, page, session)


def _press(page: PlanPage, name: str) -> None:
    found = [one for one in page.findChildren(QPushButton, name) if one.isVisible()]
    if found:
        found[0].click()


def _meters(camera: Photographer, page: PlanPage, session: Session, project: str) -> None:
    for one in (FIRST, LATE):
        session.run(metering.add_calibration, project, "SAMPLE-0001", one)
    page.refresh()
    page.act("meters")
    camera.take("plan-meters-late")
    _press(page, "acceptCorrection")
    camera.take("plan-meters-corrected")
    for button, name in (("describeMeter", "meter"), ("addCalibration", "calibration"), ("addEvent", "event")):
        _press(page, button)
        if name == "meter":
            page.meters.meter.form.fill({"meter_kind": "cumulative", "meter_unit": "kWh", "meter_digits": "6"})
        camera.take(f"plan-form-{name}")
        page.meters.close_form()


def _versions(camera: Photographer, page: PlanPage, session: Session, project: str) -> None:
    session.run(plan_history.lock_plan, project)
    page.refresh()
    page.act("versions")
    camera.take("plan-versions-locked")
    _press(page, "newVersion")
    camera.settle()
    for dialog in page.findChildren(QDialog, "versionDialog"):
        camera.take("plan-version-dialog", over=dialog)
        dialog.reject()
    session.run(
        plan_history.edit_in_new_version,
        project,
        CHANGE,
        lambda inner: planning.edit_point(inner, project, "(1)", source="Server of the plant"),
    )
    page.refresh()
    camera.take("plan-versions-two")


def _many(camera: Photographer, window: MainWindow, page: PlanPage, session: Session) -> None:
    """Another project with many units, each with its meter, some not described."""
    taken = {one.reference for one in session.run(overview.start_page)}
    rows = session.run(overview.register)
    fresh = [
        one.reference for one in rows if one.usable and "MN_AM003" in one.methodology and one.reference not in taken
    ]
    if not fresh:
        return
    session.run(overview.start_project, fresh[0])
    session.run(plan_shape.set_members, fresh[0], "i", tuple(f"roof {at}" for at in range(1, MANY + 1)))
    for at, point in enumerate(session.run(planning.plan_page, fresh[0]).points, 1):
        session.run(metering.describe_meter, fresh[0], f"PV-{at:04}", (point.no,), accuracy_class="0.5S", make="Maker")
    window.desk.choose(fresh[0], None)
    camera.settle()
    for tab in ("points", "fixed", "units", "meters", "diagram"):
        page.act(tab)
        camera.take(f"plan-many-{tab}")
