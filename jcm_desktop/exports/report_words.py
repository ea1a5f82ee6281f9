"""Words for codes that a report prints: severities, evidence levels, roles, places. English, to be translated."""

from __future__ import annotations

from jcm_desktop.domain.declaration import Cause, Treatment
from jcm_desktop.domain.finding import Place, Severity
from jcm_desktop.domain.plan import EvidenceLevel
from jcm_desktop.domain.role import Role
from jcm_desktop.i18n import N_, _

SEVERITIES = {
    Severity.FATAL: N_("fatal"),
    Severity.CRASHED: N_("check failed"),
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.INFO: N_("information"),
    Severity.WAIVED: N_("waived"),
}
CONSEQUENCES = {
    Severity.FATAL: N_("Fatal: data cannot be read; there is no report."),
    Severity.CRASHED: N_("Check failed: a check itself did not run; there is no report until it runs."),
    Severity.ERROR: N_("Error: there is no report until it is solved."),
    Severity.WARNING: N_("Warning: stands only with a reason, which is printed."),
    Severity.INFO: N_("Information: to be known."),
    Severity.WAIVED: N_("Waived: a named authority lets it stand."),
}
LEVELS = {
    EvidenceLevel.APPROVED_TEXT: N_("read in the approved methodology"),
    EvidenceLevel.OFFICIAL_PAGE: N_("read on an official page of the scheme"),
    EvidenceLevel.PROJECT_DOCUMENT: N_("read in a document of a registered project"),
    EvidenceLevel.DERIVED: N_("derived from published figures"),
    EvidenceLevel.THIRD_PARTY: N_("quoted by others"),
    EvidenceLevel.DRAFT: N_("draft wording, not compared with the approved text"),
    EvidenceLevel.ENTERED: N_("entered by the participant, with its source"),
    EvidenceLevel.CONSTRUCTED: N_("constructed for a sample; not real"),
}
ROLES = {Role.OPERATOR: N_("Operator"), Role.MANAGER: N_("Monitoring manager"), Role.VERIFIER: N_("Verifier")}
KINDS = {
    "invoice": N_("invoice"),
    "meter-record": N_("meter record"),
    "publication": N_("publication"),
    "certificate": N_("certificate"),
    "photograph": N_("photograph"),
    "other": N_("other"),
}
CAUSES = {
    Cause.METER_FAILURE: N_("failure of the meter"),
    Cause.OUTAGE: N_("outage of the grid or the supply"),
    Cause.NOT_OPERATING: N_("the plant was not in operation"),
    Cause.RECORD_LOST: N_("the record was lost"),
    Cause.COMMUNICATION: N_("the logger did not send"),
    Cause.OTHER: N_("another cause"),
}
TREATMENTS = {
    Treatment.NOTHING: N_("nothing is claimed for these days"),
    Treatment.CONSERVATIVE: N_("a value that can only lower the claim stands in their place"),
}
OPTION = N_("Option {letter}")
OPTIONS = {
    "A": N_("Public data measured by others, such as statistics and specifications of makers"),
    "B": N_("Amount of a transaction measured directly with measuring equipment, such as invoices"),
    "C": N_("Actual measurement with measuring equipment"),
}
_PAGES = {
    "plan": N_("Plan"),
    "readings": N_("Readings"),
    "evidence": N_("Evidence"),
    "result": N_("Result"),
    "project": N_("Project"),
}
NOT_REAL = N_("NOT REAL.")  # before the words that say what was constructed
ESTIMATE_ONLY = {  # by the status of a definition that is not approved
    "proposed": N_("ESTIMATE ONLY, NOT FOR VERIFICATION: the methodology is a proposal that is not approved yet."),
    "template": N_("ESTIMATE ONLY, NOT FOR VERIFICATION: the methodology is a template, not an approved one."),
}
# What a place may name beside keys of the methodology, which stay as they are.
_PLACE_PARTS = {
    "other schemes": N_("other schemes"),
    "integrity": N_("monthly look through the records"),
    "roles": N_("roles"),
    "meters": N_("meters"),
    "province": N_("province"),
    "town": N_("town"),
    "latitude": N_("latitude"),
    "longitude": N_("longitude"),
}
_NUMBERED_PARTS = {"criterion": N_("criterion {number}"), "version": N_("version {number}")}


def part_words(parameter: str) -> str:
    """What a place names on its page, in the current language."""
    kind, _space, number = parameter.partition(" ")
    if kind in _NUMBERED_PARTS and number.isdigit():
        return _(_NUMBERED_PARTS[kind]).format(number=number)
    return _(_PLACE_PARTS[parameter]) if parameter in _PLACE_PARTS else parameter


def place_words(place: Place) -> str:
    """Where a finding is, in the current language."""
    days = place.first if place.first == place.last else f"{place.first} … {place.last}"
    parts = [_(_PAGES.get(place.page, place.page)), place.point, "" if place.point else part_words(place.parameter)]
    return " ".join(part for part in (*parts, days if place.first else "") if part)


def level_words(level: EvidenceLevel) -> str:
    """How well something is known, in the current language."""
    return _(LEVELS[level])


def kind_words(kind: str) -> str:
    """A kind of evidence, in the current language."""
    return _(KINDS.get(kind, kind))
