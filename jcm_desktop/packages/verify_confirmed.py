"""What a package says of confirmed definitions and of its rules, held against itself and what is installed here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from jcm_desktop.domain.confirmation import Confirmation
from jcm_desktop.domain.dossier import Dossier
from jcm_desktop.methodologies.combined import part_of
from jcm_desktop.methodologies.comparing import confirms, not_covered
from jcm_desktop.methodologies.schema import Definition
from jcm_desktop.packages.manifest import DOSSIER
from jcm_desktop.packages.read import Problem
from jcm_desktop.validation.rule_sets import RuleBook, RuleSet

RELIED_ON = "confirmation.relied_on"  # the event of a project's history that holds the whole confirmation


def confirmation_problems(
    dossier: Dossier, definition: Definition, files: Mapping[str, bytes], lines: Iterable[bytes]
) -> Iterator[Problem]:
    """Confirmations that do not speak of the definition used, whose files are not here, or that nobody recorded."""
    recorded = list(_recorded(lines)) if dossier.confirmations else []
    for one in dossier.confirmations:
        place = f"{DOSSIER}: {one.methodology}"
        own = _own(definition, one)
        if own is None or not confirms(one, own, sample=bool(dossier.project.constructed)):
            missing = ", ".join(item.key for item in not_covered(one, own)[:5]) if own else ""
            yield Problem("confirmation.not_of_this", place, {"missing": missing or "-"})
        for file in one.documents:
            if f"evidence/{file.sha256}.{file.extension}" not in files:
                yield Problem("package.file_missing", f"evidence/{file.sha256}.{file.extension}")
        if one not in recorded:
            yield Problem("chain.confirmation_unrecorded", place)


def _own(definition: Definition, one: Confirmation) -> Definition | None:
    """What the confirmation is about, of one definition or of several that were joined."""
    head = next((each for each in definition.heads if each.ref == one.methodology), None)
    if head is None:
        return None
    return part_of(definition, head) if definition.parts else definition


def constructed(dossier: Dossier) -> Iterator[Problem]:
    """Confirmations that were made up for a sample."""
    for one in dossier.confirmations:
        if one.constructed:
            yield Problem("confirmation.constructed", f"{DOSSIER}: {one.methodology}")


def _recorded(lines: Iterable[bytes]) -> Iterator[Confirmation]:
    for line in lines:
        try:
            event = json.loads(line)
            if event.get("kind") == RELIED_ON:
                yield msgspec.convert(event["payload"]["confirmation"], Confirmation)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue  # another answer says that the history cannot be read


def confirmation_facts(dossier: Dossier) -> dict[str, str]:
    """Who confirmed what against which files."""
    return {
        "people": "; ".join(
            f"{', '.join(part for part in (one.person, one.organisation) if part)} "
            f"({one.methodology}, {one.at.date() if one.at else '-'})"
            for one in dossier.confirmations
        ),
        "documents": "; ".join(
            f"{file.name} (SHA-256 {file.sha256})" for one in dossier.confirmations for file in one.documents
        ),
    }


def rules_problem(stated: RuleSet, dossier: Dossier, here: RuleBook) -> tuple[bool, Problem] | None:
    """Whether other rules hold here: (tonnes may differ, what differs); None when they are the same."""
    holding = here.holding(dossier.project.country, dossier.period.last)
    facts = {"stated": stated.title, "here": holding.title}
    if stated.rounding != holding.rounding:
        return True, Problem("rules.round_otherwise", stated.key, facts)
    if stated.key != holding.key or dossier.rule_set not in ("", stated.key):
        return False, Problem("rules.others_hold", stated.key, facts)
    return None
