"""Everything that was put in for one project and one period; what comes out is computed from it alone.

The dossier is what a verifier receives: recomputing it must give the same
findings and the same tonnes. It knows nothing of results.
"""

from __future__ import annotations

import msgspec

from jcm_desktop.domain.batch import Batch, Overlay
from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.correction import corrected
from jcm_desktop.domain.declaration import AcceptedCorrection, Declaration
from jcm_desktop.domain.evidence import Evidence
from jcm_desktop.domain.finding import Reason
from jcm_desktop.domain.meter import Meter
from jcm_desktop.domain.period import Span
from jcm_desktop.domain.plan import Plan
from jcm_desktop.domain.project import Project
from jcm_desktop.domain.provenance import Provenance
from jcm_desktop.domain.reading import Draft, Reading, YearBefore, active


class Dossier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The inputs of one monitoring report."""

    project: Project
    plan: Plan
    period: Span
    readings: tuple[Reading, ...] = ()  # all, superseded ones too
    drafts: tuple[Draft, ...] = ()
    meters: tuple[Meter, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    earlier_periods: tuple[Span, ...] = ()
    year_before: tuple[YearBefore, ...] = ()  # what counted of the year that ends before the period
    meters_elsewhere: tuple[tuple[str, str], ...] = ()  # serial, and another project of the workspace that names it
    declarations: tuple[Declaration, ...] = ()  # those that count
    rule_set: str = ""  # key of a rule set in validation/
    batches: tuple[Batch, ...] = ()  # those the readings are derived from, oldest first
    overlays: tuple[Overlay, ...] = ()  # what people laid over them, oldest first
    # The registered plan and each version after it, as they stood at last; empty where nobody said which is registered.
    plan_versions: tuple[Plan, ...] = ()

    @property
    def registered_plan(self) -> Plan | None:
        """The plan as it was registered, where somebody said so."""
        return self.plan_versions[0] if self.plan_versions else None

    confirmations: tuple[Confirmation, ...] = ()  # of the definitions used, those that count
    provenance: tuple[Provenance, ...] = ()  # of the definitions and the rule set used

    @property
    def files(self) -> tuple[Evidence, ...]:
        """The evidence, and the approved texts that definitions were compared with; each file once."""
        compared = (file for one in self.confirmations for file in one.documents)
        return tuple({one.sha256: one for one in (*compared, *self.evidence)}.values())

    @property
    def active_readings(self) -> tuple[Reading, ...]:
        """As they were read: not superseded, not withdrawn."""
        return active(self.readings)

    @property
    def counted_readings(self) -> tuple[Reading, ...]:
        """What the calculation takes: the active readings, with the rows of accepted corrections.

        Where unfinished text stands over a value, nobody sees that value: it does not count.
        """
        readings = self.active_readings
        if self.drafts:
            covered = {(one.point, one.span) for one in self.drafts}
            readings = tuple(one for one in readings if (one.point, one.span) not in covered)
        accepted = [one for one in self.declarations if isinstance(one, AcceptedCorrection)]
        return corrected(readings, accepted) if accepted else readings
