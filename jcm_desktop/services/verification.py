"""Verify a file from outside: a package, a signed PDF or a signed workbook. Needs no workspace.

`VerificationView` is what `verify --json` prints; its exact shape as JSON Schema is
`json_shape()`. `answers` are the questions about the file as a whole, `signatures` hold
separate answers about each signature; every answer has a stable code, a state (`good`,
`bad`, `open` where a person has to decide), words, the place, and details.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from jcm_desktop import clock, words
from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.period import Span
from jcm_desktop.i18n import N_, _, ngettext
from jcm_desktop.methodologies.library import Library
from jcm_desktop.packages.manifest import REPORT_PDF, REPORT_WORKBOOK, SIGNATURE
from jcm_desktop.packages.read import Problem, read_bytes
from jcm_desktop.packages.verify import Answer as PackageAnswer
from jcm_desktop.packages.verify import (
    PackageVerdict,
    Signatures,
    State,
    people_answer,
    signature_answer,
    times_answer,
    verify_package,
)
from jcm_desktop.services.formatting import moment, month_label, tonnes
from jcm_desktop.services.identities import role_words
from jcm_desktop.services.signature_answers import signature_view
from jcm_desktop.services.signed_files import PDF, WORKBOOK, kind_of
from jcm_desktop.services.views import Answer, AnswerState, IdentityCard, SignatureView, VerificationView
from jcm_desktop.signing.envelope import is_envelope
from jcm_desktop.signing.oddities import Oddity, about_people, about_times
from jcm_desktop.signing.opc import verify_workbook
from jcm_desktop.signing.pdf import verify_pdf
from jcm_desktop.signing.trust_list import TrustList
from jcm_desktop.signing.verdict import Later, SignatureVerdict
from jcm_desktop.validation.rule_sets import RuleBook

QUESTIONS = {
    "verify.whole": (N_("Is the package whole?"), N_("All {files} files are as the signed list says.")),
    "verify.sender": (N_("Who sent it?"), N_("Signed by {signers}; not changed since.")),
    "verify.pdf": (N_("Is the PDF report as it was signed?"), N_("Signed by {signers}; not changed since.")),
    "verify.workbook": (N_("Is the workbook as it was signed?"), N_("Signed by {signers}; not changed since.")),
    "verify.attached": (
        N_("Is the workbook inside the PDF the same?"),
        N_("Part by part the same, but for its signatures."),
    ),
    "verify.people": (N_("Did different people sign?"), N_("{count} signed, each in one role: {signers}.")),
    "verify.times": (
        N_("Can the stated times be true?"),
        N_("They are in order. {stamped} of {count} signatures are confirmed by a time-stamp authority."),
    ),
    "verify.chain": (N_("Is the history of entries intact?"), N_("{events} events, each linked to the one before.")),
    "verify.definition": (N_("Is the methodology the one installed here?"), N_("{definition} is the same here.")),
    "verify.confirmed": (
        N_("Did a person compare the methodology with the approved text?"),
        N_("{people}, with {documents}."),
    ),
    "verify.rules": (N_("Do the same rules hold here?"), N_("“{rules}” hold here, too.")),
    "verify.logged": (
        N_("Do the months follow from the logger data?"),
        N_("Added up again from the original files. Months: {months}; values: {values}; files: {files}."),
    ),
    "verify.recomputed": (
        N_("Does recomputing give the same tonnes?"),
        N_("Recomputed here: {tonnes} t, equal in every number."),
    ),
    "verify.findings": (N_("Do our checks find the same?"), N_("{findings} findings, the same as the sender states.")),
}
NUMBER_DIFFERS = "verify.number_differs"
FEW = 5  # numbers that differ, before the rest is only counted
UNKNOWN_SIGNER = N_(
    "Signed by {signers}; not changed since. "
    "This signer is not on your trust list: compare the fingerprint by telephone."
)


def verify_file(
    path: str,
    library: Library | None = None,
    listed: TrustList | None = None,
    certificates: Sequence[bytes] = (),
    rules: RuleBook | None = None,
    countries: frozenset[str] | None = None,
) -> VerificationView:
    """Answer every question about a file; UserErrors say why it cannot be opened at all.

    Trusted are the certificates listed and those given (DER). The definitions, rules and
    partner countries to compare with are those given, or those shipped.
    """
    place = Path(path)
    data = read_bytes(place)
    known = listed or TrustList()
    trust = known.trust(certificates)
    if is_envelope(data[:64]):
        raise UserError("file.encrypted", str(place))
    kind = kind_of(data, place)
    if kind == PDF:
        pdf = verify_pdf(data, trust)
        return _signed_file(kind, path, pdf.signatures, pdf.problems, (), known)
    if kind == WORKBOOK:
        book = verify_workbook(data, trust)
        return _signed_file(kind, path, book.signatures, book.problems, book.oddities, known)
    return _package(path, verify_package(data, place.name, trust, library, rules=rules, countries=countries), known)


def json_shape() -> dict[str, Any]:
    """The JSON Schema of what `verify --json` prints."""
    return msgspec.json.schema(VerificationView)


def _package(path: str, verdict: PackageVerdict, known: TrustList) -> VerificationView:
    manifest = verdict.package.manifest
    if verdict.ok:
        summary = _("This package is whole, and recomputing it gives the same {tonnes}.")
    else:
        summary = _("Something is wrong with this package. Do not use it before you know why.")
    return VerificationView(
        file=path,
        kind="package",
        ok=verdict.ok,
        summary=summary.format(tonnes=tonnes(manifest.claimed)),
        project=manifest.project,
        period=f"{manifest.first}..{manifest.last}",
        claimed=tonnes(verdict.recomputed) if verdict.recomputed is not None else "",
        answers=tuple(_answer(one) for one in verdict.answers),
        signers=_signers(verdict.signatures),
        signatures=tuple(_package_signatures(verdict, known)),
    )


def _package_signatures(verdict: PackageVerdict, known: TrustList) -> Iterable[SignatureView]:
    signed, now = verdict.signed, clock.now()
    whole = not verdict.package.problems
    odd = [*about_people(signed.pdf)]
    odd += about_times((*signed.pdf, *signed.over_list), now, verdict.package.manifest.made_at)
    for one in signed.over_list:  # the list covers every file, so the package is what it signs
        told = msgspec.structs.replace(
            one,
            covers_file=whole and one.intact,
            parts_complete=whole,
            later=Later.NOTHING if whole and one.intact else Later.OTHER,
        )
        yield signature_view(told, SIGNATURE, known, _about(odd, one))
    for one in signed.pdf:
        yield signature_view(one, REPORT_PDF, known, _about(odd, one))
    for one in signed.workbook:
        yield signature_view(one, REPORT_WORKBOOK, known, _about(about_times(signed.workbook, now), one))


def _about(odd: Iterable[Oddity], one: SignatureVerdict) -> list[tuple[str, str, dict[str, str]]]:
    """Those that speak of this signature."""
    return [
        (each.code, each.place, _facts(each.code, each.facts)) for each in odd if each.place in (one.place, one.signer)
    ]


def _answer(one: PackageAnswer) -> Answer:
    question, good = QUESTIONS[one.code]
    details = tuple(_details(one.problems))
    if one.state is State.GOOD:
        answer = _(good).format(**one.facts)
    elif one.problems:
        answer = details[0]
    elif one.code in ("verify.people", "verify.times"):
        answer = _("That cannot be said: nobody signed.")
    else:
        answer = _(UNKNOWN_SIGNER).format(**one.facts)
    return Answer(
        code=one.code,
        question=_(question),
        answer=answer,
        state=AnswerState(one.state),
        place=one.problems[0].place if one.problems else "",
        details=details,
        codes=tuple(problem.code for problem in one.problems),
        places=tuple(problem.place for problem in one.problems),
    )


def _details(problems: Sequence[Problem]) -> Iterator[str]:
    """Each in words; of numbers that differ a few, by what people call their places."""
    numbers = [one for one in problems if one.code == NUMBER_DIFFERS]
    told: dict[str, str] = {}
    for one in numbers:
        place = _number_place(one.facts)
        told.setdefault(place, words.sentence(one.code, place, one.facts))
    yield from list(told.values())[:FEW]
    if len(told) > FEW:
        left = len(told) - FEW
        yield ngettext("{count} more number differs.", "{count} more numbers differ.", left).format(count=left)
    yield from (_problem_words(one) for one in problems if one.code != NUMBER_DIFFERS)


def _number_place(facts: Mapping[str, str]) -> str:
    """`2019, point (1), July 2019`; a term of a formula only where no point is known."""
    parts = [facts.get("year", "")]
    if "point" in facts:
        parts.append(_("point {no}").format(no=facts["point"]))
        if facts.get("days"):
            parts.append(_days_words(facts["days"]))
    else:
        parts.append(facts.get("term", ""))
    return ", ".join(one for one in parts if one) or _("Result")


def _days_words(text: str) -> str:
    try:
        return month_label(Span.parse(text))
    except (UserError, OverflowError):  # the file says so, and it comes from anywhere
        return text[:40]


def _problem_words(problem: Problem) -> str:
    facts = dict(problem.facts)
    detail = facts.get("detail")
    if detail:  # often words of ours
        facts["detail"] = _(detail)
    return words.sentence(problem.code, problem.place, _facts(problem.code, facts))


def _facts(code: str, facts: dict[str, str]) -> dict[str, str]:
    """Roles in words."""
    return {name: role_words(role) for name, role in facts.items()} if code.startswith("people.") else facts


def _signed_file(
    kind: str,
    path: str,
    signatures: tuple[SignatureVerdict, ...],
    problems: tuple[str, ...],
    oddities: tuple[str, ...],
    known: TrustList,
) -> VerificationView:
    now = clock.now()
    times = [*about_times(signatures, now)]
    odd = [*about_people(signatures), *times]
    found = [signature_answer(f"verify.{kind}", Path(path).name, signatures, problems, oddities)]
    if signatures:
        found += [people_answer(signatures), times_answer(times, Signatures(pdf=signatures))]
    answers = tuple(_answer(one) for one in found)
    return VerificationView(
        file=path,
        kind=kind,
        ok=answers[0].state is not AnswerState.BAD,
        summary=answers[0].answer,
        project="",
        period="",
        claimed="",
        answers=answers,
        signers=_signers(signatures),
        signatures=tuple(signature_view(one, Path(path).name, known, _about(odd, one)) for one in signatures),
    )


def _signers(signatures: Iterable[SignatureVerdict]) -> tuple[IdentityCard, ...]:
    """Each certificate once."""
    cards = {
        one.fingerprint: IdentityCard(
            name=one.signer,
            organisation=one.organisation,
            role=one.role,
            fingerprint=one.fingerprint,
            valid_until="",
            signed_at=moment(one.claimed_at) if one.claimed_at else "",
        )
        for one in signatures
        if one.fingerprint
    }
    return tuple(cards.values())
