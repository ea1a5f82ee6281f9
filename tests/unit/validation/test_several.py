"""Checks of a project with several methodologies: what each gives adds up, and each is asked on its own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from helpers.dossiers import TODAY, changed, sample_dossier

from jcm_desktop.calculation.case import read_case
from jcm_desktop.calculation.engine import calculate
from jcm_desktop.calculation.result import Result
from jcm_desktop.catalogue import partner_countries
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.domain.finding import Finding
from jcm_desktop.domain.project import MethodologyRef
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.validation.assessment import assess
from jcm_desktop.validation.context import CheckContext
from jcm_desktop.validation.runner import message, run

CASE = Path(__file__).parents[2] / "methodologies" / "several" / "two-methodologies.yaml"
GOOD = sample_dossier()


def codes_of(found: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in found}


def two_methodologies() -> tuple[Dossier, Definition, Result]:
    case = read_case(CASE.read_text(encoding="utf-8"), "case.yaml")
    good = changed(
        GOOD,
        plan=case.plan,
        readings=case.readings,
        period=case.period,
        project=changed(
            GOOD.project,
            country="ID",
            methodology=case.plan.methodology,
            further_methodologies=case.plan.further_methodologies,
        ),
    )
    return good, case.definition, calculate(case.definition, case.plan, case.readings, case.period)


def test_several_methodologies_add_up() -> None:
    good, own, result = two_methodologies()
    codes = frozenset(one.code for one in partner_countries())
    nothing = CheckContext(good, own, result, None, TODAY, codes, frozenset(), lambda _ids: None)

    def found(**changes: object) -> list[str]:
        (vintage,) = result.vintages
        context = replace(nothing, result=changed(result, vintages=(changed(vintage, **changes),)))
        return [message(one) for one in run(context, frozenset({"result"})) if one.code in ("ID-04", "ER-04")]

    assert found() == []
    one, other = result.vintages[0].parts
    assert len(found(parts=(changed(one, reference=one.reference + 1), other))) == 1
    assert len(found(parts=(changed(one, project=Decimal(1)), other))) == 1
    assert "113,717 t, the methodologies together 113,718 t" in found(parts=(changed(one, claimed=113693), other))[1]
    assert len(found(claimed=113718)) == 1
    assert "the plan follows ID_AM001 ver1.0, ID_AM003 ver1.0" in found(parts=())[-1]
    assert "figures of ID_AM001 ver1.0, the plan" in found(parts=(one,))[0]
    assert len(found(parts=(other, one))) == 1


def test_each_of_several_methodologies_is_checked() -> None:
    good, own, _ = two_methodologies()
    assessment = assess(good, own, today=TODAY)
    official = [one for one in assessment.findings if one.code == "DEF-02"]
    assert [one.place.parameter for one in official] == ["ID_AM001 ver1.0", "ID_AM003 ver1.0"]
    other = changed(good, project=changed(good.project, further_methodologies=()))
    assert "ID-03" in codes_of(assess(other, own, today=TODAY).findings)
    assert "ID-03" not in codes_of(assessment.findings)
    foreign = (MethodologyRef("TH_AM009", "1.0"),)
    abroad = changed(good, project=changed(good.project, further_methodologies=foreign))
    assert "ID-02" in codes_of(assess(abroad, own, today=TODAY).findings)
