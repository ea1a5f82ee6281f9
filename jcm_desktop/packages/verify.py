"""Verify a package without any workspace: one separate answer for each question, never one bool alone.

Questions, in order: is the container whole and every file as listed; who signed the
list; are the PDF's and the workbook's own signatures good; is the workbook in the PDF
the same; did different people sign; can the times be true; is the chain of entries
intact and does it hold the readings; is the definition the installed one; who confirmed
it; do the same rules hold here; do the months follow from the logger data; does
recomputing give the same findings and the same tonnes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from jcm_desktop import clock
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.reading import Reading
from jcm_desktop.methodologies.library import Library, shipped
from jcm_desktop.packages.dossier_file import DossierFile, claimed_vintages, plain_result, read_dossier
from jcm_desktop.packages.manifest import AUDIT, DOSSIER, REPORT_PDF, REPORT_WORKBOOK, SIGNATURE
from jcm_desktop.packages.read import Package, Problem, read_package
from jcm_desktop.packages.verify_confirmed import confirmation_facts, confirmation_problems, constructed, rules_problem
from jcm_desktop.packages.verify_logged import EVENTS, recorded, verify_logged
from jcm_desktop.signing.attached import same_workbook
from jcm_desktop.signing.cms import verify_list
from jcm_desktop.signing.moment import SLACK, minute
from jcm_desktop.signing.oddities import Oddity, about_entries, about_people, about_times
from jcm_desktop.signing.opc import verify_workbook
from jcm_desktop.signing.pdf import verify_pdf
from jcm_desktop.signing.verdict import ListVerdict, PdfVerdict, SignatureVerdict, Trust, WorkbookVerdict
from jcm_desktop.storage.audit import verify_jsonl
from jcm_desktop.validation.assessment import Assessment, assess
from jcm_desktop.validation.rule_sets import RuleBook, RuleSet, shipped_rules

READING_EVENTS = EVENTS | {"readings.entered"}
UNSIGNED = {
    "verify.sender": "package.unsigned",
    "verify.pdf": "pdf.unsigned",
    "verify.workbook": "workbook.unsigned",
}
_KEPT = 200  # numbers that differ
_NAMED = 5  # parts named, before it becomes unreadable


class State(StrEnum):
    """How a question was answered."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # cannot be said from the file alone


class _Timed(msgspec.Struct, frozen=True):
    """When an event says it was recorded."""

    at: datetime


_moment = msgspec.json.Decoder(_Timed).decode


class Answer(msgspec.Struct, frozen=True):
    """The answer to one question, with what is wrong in detail."""

    code: str
    state: State
    problems: tuple[Problem, ...] = ()
    facts: dict[str, str] = {}


class Signatures(msgspec.Struct, frozen=True):
    """All signatures of a package, by what they sign."""

    over_list: tuple[SignatureVerdict, ...] = ()
    pdf: tuple[SignatureVerdict, ...] = ()
    workbook: tuple[SignatureVerdict, ...] = ()

    @property
    def all(self) -> tuple[SignatureVerdict, ...]:
        return self.over_list + self.pdf + self.workbook


class PackageVerdict(msgspec.Struct, frozen=True):
    """All that can be said of a package."""

    package: Package
    answers: tuple[Answer, ...]
    signed: Signatures
    recomputed: int | None  # tonnes claimed when recomputed here

    @property
    def signatures(self) -> tuple[SignatureVerdict, ...]:
        return self.signed.all

    @property
    def ok(self) -> bool:
        """No answer is bad."""
        return all(answer.state is not State.BAD for answer in self.answers)


def verify_package(
    data: bytes,
    place: str,
    trust: Trust,
    library: Library | None = None,
    now: datetime | None = None,
    rules: RuleBook | None = None,
    countries: frozenset[str] | None = None,
) -> PackageVerdict:
    """Answer every question; raises only what `read_package` raises.

    `library`, `rules` and `countries` are what to compare with; without them, what is shipped.
    """
    installed = library or shipped()
    now = now or clock.now()
    package = read_package(data, place)
    answers = [_whole(package)]
    signed = _signed(package, trust, answers)
    answers.append(_attached(package))
    answers.append(people_answer(signed.pdf, signed.over_list, signed.workbook))
    dossier, unreadable = _dossier(package)
    chain, moments = _chain(package, dossier)
    times = [*about_times((*signed.pdf, *signed.over_list), now, package.manifest.made_at)]
    times += about_times(signed.workbook, now)
    times += about_entries(moments, AUDIT)
    answers.append(times_answer(times, signed, max(moments, default=None)))
    answers.append(chain)
    recomputed = None
    if dossier is None:
        answers.append(Answer("verify.recomputed", State.BAD, unreadable))
    else:
        answers.append(_definition(dossier, installed))
        answers.extend(_confirmed(package, dossier))
        answers.extend(_rules(dossier, rules or shipped_rules()))
        answers.extend(_logged(package, dossier))
        today = package.manifest.made_at.date()
        used = dossier.rules or _holding(dossier, rules or shipped_rules())
        assessment = assess(
            dossier.dossier, dossier.definition, today=today, library=installed, rules=used, countries=countries
        )
        recomputed = assessment.result.claimed if assessment.result else None
        answers.append(_recomputed(package, dossier, assessment))
        answers.append(_findings(dossier, assessment))
    return PackageVerdict(package, tuple(answers), signed, recomputed)


def _whole(package: Package) -> Answer:
    state = State.BAD if package.problems else State.GOOD
    return Answer("verify.whole", state, package.problems, {"files": str(len(package.files))})


def _signed(package: Package, trust: Trust, answers: list[Answer]) -> Signatures:
    """The three places in which a package is signed; their answers are added."""
    over_list = ListVerdict()
    if package.signature:
        over_list = verify_list(package.manifest_bytes, package.signature, trust)
        answers.append(signature_answer("verify.sender", SIGNATURE, over_list.signatures, over_list.problems))
    else:
        answers.append(Answer("verify.sender", State.BAD, (Problem("package.unsigned", SIGNATURE),)))
    pdf, workbook = PdfVerdict(), WorkbookVerdict()
    body = package.files.get(REPORT_PDF)
    if body is None:
        answers.append(Answer("verify.pdf", State.BAD, (Problem("package.file_missing", REPORT_PDF),)))
    else:
        pdf = verify_pdf(body, trust)
        answers.append(signature_answer("verify.pdf", REPORT_PDF, pdf.signatures, pdf.problems))
    body = package.files.get(REPORT_WORKBOOK)
    if body is None:
        answers.append(Answer("verify.workbook", State.BAD, (Problem("package.file_missing", REPORT_WORKBOOK),)))
    else:
        workbook = verify_workbook(body, trust)
        answers.append(
            signature_answer(
                "verify.workbook", REPORT_WORKBOOK, workbook.signatures, workbook.problems, workbook.oddities
            )
        )
    return Signatures(over_list.signatures, pdf.signatures, workbook.signatures)


def signature_answer(
    code: str,
    name: str,
    signatures: tuple[SignatureVerdict, ...],
    problems: tuple[str, ...],
    oddities: tuple[str, ...] = (),
) -> Answer:
    """One answer for all signatures of a file: good when whole and trusted, open when the signer is unknown."""
    found = tuple(Problem(problem, name) for problem in dict.fromkeys(problems))
    found += tuple(
        Problem(problem, f"{name}: {one.place}")
        for one in signatures
        for problem in one.problems
        if problem not in problems
    )
    if not signatures and not found:
        found = (Problem(UNSIGNED[code], name),)
    odd = tuple(Problem(code, name) for code in oddities)
    odd += tuple(
        Problem(oddity, f"{name}: {one.place}", {"signer": one.signer}) for one in signatures for oddity in one.oddities
    )
    known = all(one.trusted for one in signatures) and not odd
    state = State.BAD if found else State.GOOD if known else State.OPEN
    facts = {"signers": ", ".join(dict.fromkeys(one.signer for one in signatures))}
    return Answer(code, state, found + odd, facts)


def people_answer(
    report: tuple[SignatureVerdict, ...],
    over_list: tuple[SignatureVerdict, ...] = (),
    workbook: tuple[SignatureVerdict, ...] = (),
) -> Answer:
    """Whether those who signed are different people, and the same in every file."""
    found = [Problem(one.code, one.place, one.facts) for one in about_people(report)]
    mine = {one.fingerprint for one in report if one.fingerprint}
    if mine and workbook and mine != {one.fingerprint for one in workbook}:
        found.append(Problem("people.workbook_differs", REPORT_WORKBOOK))
    found.extend(
        Problem("people.sender_not_a_signer", one.signer)
        for one in over_list
        if mine and one.fingerprint and one.fingerprint not in mine
    )
    signed = (*report, *over_list, *workbook)
    people = dict.fromkeys(one.signer for one in signed if one.signer)
    if not found and len({one.fingerprint for one in signed if one.fingerprint}) == 1:
        found.append(Problem("people.one_so_far", next(iter(people), "")))
    facts = {"count": str(len(people)), "signers": ", ".join(people)}
    return Answer("verify.people", State.OPEN if found or not people else State.GOOD, tuple(found), facts)


def times_answer(odd: Iterable[Oddity], signed: Signatures, latest_event: datetime | None = None) -> Answer:
    """Whether the stated times can be true, and who says so; `latest_event` is the latest time of the history."""
    found = [Problem(one.code, one.place, one.facts) for one in odd]
    for one in signed.over_list:
        if latest_event and one.claimed_at and one.claimed_at < latest_event - SLACK:
            facts = {"at": minute(one.claimed_at), "event": minute(latest_event)}
            found.append(Problem("time.before_last_event", one.place, facts))
    stamped = [one for one in signed.all if one.stamped_at]
    authorities = dict.fromkeys(stamp.authority for one in stamped for stamp in one.stamps if stamp.intact)
    facts = {"stamped": str(len(stamped)), "count": str(len(signed.all)), "authorities": ", ".join(authorities)}
    state = State.OPEN if found or not any(one.claimed_at for one in signed.all) else State.GOOD
    return Answer("verify.times", state, tuple(found), facts)


def _attached(package: Package) -> Answer:
    """A reader of the PDF and a reader of the workbook must have read the same."""
    pdf, workbook = package.files.get(REPORT_PDF), package.files.get(REPORT_WORKBOOK)
    if pdf is None or workbook is None:
        missing = REPORT_PDF if pdf is None else REPORT_WORKBOOK
        return Answer("verify.attached", State.BAD, (Problem("package.file_missing", missing),))
    different = same_workbook(pdf, workbook)
    if different is None:
        return Answer("verify.attached", State.OPEN, (Problem("attached.none", REPORT_PDF),))
    found = tuple(Problem("attached.differs", name) for name in different[:_NAMED])
    return Answer("verify.attached", State.BAD if found else State.GOOD, found)


def _dossier(package: Package) -> tuple[DossierFile | None, tuple[Problem, ...]]:
    body = package.files.get(DOSSIER)
    if body is None:
        return None, (Problem("package.file_missing", DOSSIER),)
    try:
        return read_dossier(body), ()
    except UserError as error:
        return None, (Problem(error.code, error.place, error.facts),)


def _chain(package: Package, dossier: DossierFile | None) -> tuple[Answer, list[datetime]]:
    """Whether the history is whole, and when each of its entries says it was made."""
    lines = package.files.get(AUDIT, b"").splitlines()
    verdict = verify_jsonl(lines)
    problems: list[Problem] = []
    if not verdict.intact:
        problems.append(Problem("chain.broken", f"{AUDIT}: event {verdict.first_bad_seq}", {"detail": verdict.problem}))
    elif (verdict.head, verdict.count) != (package.manifest.audit_head, package.manifest.audit_count):
        problems.append(Problem("chain.other_head", AUDIT))
    elif dossier is not None:
        problems.extend(_unrecorded(lines, dossier))
    moments = [_moment(line).at for line in lines] if verdict.intact else []
    state = State.BAD if problems else State.GOOD
    return Answer("verify.chain", state, tuple(problems), {"events": str(verdict.count)}), moments


def _unrecorded(lines: list[bytes], dossier: DossierFile) -> Iterator[Problem]:
    """Readings of the dossier that the chain does not hold, or holds otherwise."""
    found: dict[str, Any] = {}
    for line in lines:
        event = json.loads(line)
        if event.get("kind") in READING_EVENTS:
            found.update((one["id"], one) for one in event["payload"].get("readings", ()))
    for reading in dossier.dossier.readings:
        if recorded(found.get(reading.id), Reading) != reading:
            yield Problem("chain.reading_unrecorded", f"{DOSSIER}: {reading.point} {reading.span}")
    for before in dossier.dossier.year_before:
        read = recorded(found.get(before.id), Reading)
        if read is None or (read.point, read.span, read.quantity) != (before.point, before.span, before.quantity):
            yield Problem("chain.reading_unrecorded", f"{DOSSIER}: {before.point} {before.span}")


def _logged(package: Package, dossier: DossierFile) -> Iterator[Answer]:
    verdict = verify_logged(dossier.dossier, dossier.definition, package.files)
    if verdict is not None:
        facts = {"months": str(verdict.months), "values": f"{verdict.values:,}", "files": str(verdict.files)}
        yield Answer("verify.logged", State.BAD if verdict.problems else State.GOOD, verdict.problems, facts)


def _definition(dossier: DossierFile, library: Library) -> Answer:
    plan, name = dossier.dossier.plan, dossier.definition.name
    missing = library.missing(plan.methodologies)
    if missing:
        problems = tuple(Problem("definition.not_installed", str(ref)) for ref in missing)
        return Answer("verify.definition", State.OPEN, problems)
    try:
        for ref in plan.methodologies:
            library.written(ref)
    except UserError as error:  # a file of the verifier's own workspace that cannot be read
        return Answer("verify.definition", State.OPEN, (Problem(error.code, error.place, error.facts),))
    try:
        installed = library.for_plan(plan)
    except UserError as error:  # the plan decides what the methodology does not leave open
        return Answer("verify.definition", State.BAD, (Problem(error.code, error.place, error.facts),))
    if installed != dossier.definition:
        return Answer("verify.definition", State.BAD, (Problem("definition.differs", name),))
    return Answer("verify.definition", State.GOOD, (), {"definition": name})


def _confirmed(package: Package, dossier: DossierFile) -> Iterator[Answer]:
    """Only where somebody says to have confirmed a definition; where somebody should have, a finding says so."""
    if dossier.dossier.confirmations:
        lines = package.files.get(AUDIT, b"").splitlines()
        found = tuple(confirmation_problems(dossier.dossier, dossier.definition, package.files, lines))
        facts = confirmation_facts(dossier.dossier)
        made_up = tuple(constructed(dossier.dossier))
        state = State.BAD if found else State.OPEN if made_up else State.GOOD
        yield Answer("verify.confirmed", state, found or made_up, facts)


def _rules(dossier: DossierFile, here: RuleBook) -> Iterator[Answer]:
    """Packages of version 0.1 do not say which rules they used; they are recomputed by those that hold here."""
    if dossier.rules is None:
        return
    found = rules_problem(dossier.rules, dossier.dossier, here)
    state = State.GOOD if found is None else State.BAD if found[0] else State.OPEN
    yield Answer("verify.rules", state, (found[1],) if found else (), {"rules": dossier.rules.title})


def _holding(dossier: DossierFile, here: RuleBook) -> RuleSet:
    return here.holding(dossier.dossier.project.country, dossier.dossier.period.last)


def _recomputed(package: Package, dossier: DossierFile, assessment: Assessment) -> Answer:
    if assessment.result is None:
        error = assessment.result_error
        problem = Problem(error.code, error.place, error.facts) if error else Problem("verify.no_result", DOSSIER)
        return Answer("verify.recomputed", State.BAD, (problem,))
    result = assessment.result
    problems = _differing(dossier.result, plain_result(result))
    manifest = package.manifest
    if (manifest.claimed, manifest.vintages) != (result.claimed, claimed_vintages(result)):
        problems.append(
            Problem(
                "verify.claim_differs",
                "manifest.json",
                {"stated": str(manifest.claimed), "computed": str(result.claimed)},
            )
        )
    project = dossier.dossier.project.reference
    if (manifest.project, manifest.first, manifest.last) != (
        project,
        dossier.dossier.period.first,
        dossier.dossier.period.last,
    ):
        problems.append(Problem("verify.other_dossier", DOSSIER))
    return Answer(
        "verify.recomputed",
        State.BAD if problems else State.GOOD,
        tuple(problems[:_KEPT]),
        {"tonnes": f"{result.claimed:,}"},
    )


def _differing(stated: Any, computed: Any) -> list[Problem]:
    """Each number that differs, those first that others are made of."""
    found = _differences("result", stated, computed, {})
    return sorted(found, key=lambda one: ("days" not in one.facts, "point" not in one.facts))


def _differences(place: str, stated: Any, computed: Any, known: dict[str, str]) -> Iterator[Problem]:
    """Each leaf where what was written differs from what was computed; `known` is what people call its place."""
    if isinstance(stated, dict) and isinstance(computed, dict) and stated.keys() == computed.keys():
        known = {**known, **_called(computed)}
        for key, value in stated.items():
            inside = {**known, "term": key} if place.endswith("/terms") else known
            yield from _differences(f"{place}/{key}", value, computed[key], inside)
    elif isinstance(stated, list | tuple) and isinstance(computed, list | tuple) and len(stated) == len(computed):
        for at, (one, other) in enumerate(zip(stated, computed, strict=True)):
            yield from _differences(f"{place}/{at}", one, other, known)
    elif stated != computed:
        facts = {"stated": str(stated)[:80], "computed": str(computed)[:80]}
        yield Problem("verify.number_differs", place, {**known, **facts})


def _called(node: dict[str, Any]) -> dict[str, str]:
    """The year, the monitoring point and the days that a part of the result speaks of."""
    found = {"year": str(node["year"])} if "year" in node else {}
    source = str(node.get("source", ""))
    if source.startswith("point "):
        found["point"] = source.removeprefix("point ").partition(":")[0]
    if node.get("kind") == "reading":
        found["days"] = str(node.get("symbol", ""))
    return found


def _findings(dossier: DossierFile, assessment: Assessment) -> Answer:
    stated = {(one.code, str(one.place), one.severity) for one in dossier.findings}
    computed = {(one.code, str(one.place), one.severity) for one in assessment.findings}
    problems = [Problem("verify.finding_not_stated", f"{code} {place}") for code, place, _ in sorted(computed - stated)]
    problems += [Problem("verify.finding_not_found", f"{code} {place}") for code, place, _ in sorted(stated - computed)]
    blocking = sum(one.blocks for one in assessment.findings)
    if blocking:
        problems.append(Problem("verify.blocking_findings", DOSSIER, {"count": str(blocking)}))
    return Answer(
        "verify.findings", State.BAD if problems else State.GOOD, tuple(problems), {"findings": str(len(computed))}
    )
