"""A signature in questions and answers, one for each thing that can be asked of it; never one word for all.

Words only: what is said here was found out by `signing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from jcm_desktop import words
from jcm_desktop.i18n import N_, _
from jcm_desktop.services.formatting import moment
from jcm_desktop.services.identities import role_words
from jcm_desktop.services.trust import COMPARED_WORDS
from jcm_desktop.services.views import Answer, AnswerState, SignatureView
from jcm_desktop.signing.certificate import ABOUT_TIME, read_certificate
from jcm_desktop.signing.fingerprint import in_digits, in_groups
from jcm_desktop.signing.trust_list import TrustList
from jcm_desktop.signing.verdict import Later, SignatureVerdict, TimeSource, TrustHow

GOOD, BAD, OPEN = AnswerState.GOOD, AnswerState.BAD, AnswerState.OPEN
QUESTIONS = {
    "signature.intact": N_("Is what was signed unchanged?"),
    "signature.covers": N_("Does the signature cover the whole file?"),
    "signature.who": N_("Who signed, and as what?"),
    "signature.trust": N_("Why can this signer be trusted?"),
    "signature.later": N_("What happened after signing, and was it allowed?"),
    "signature.parts": N_("Are all parts there, and none besides?"),
    "signature.time": N_("When was it signed, and by whose clock?"),
    "signature.certificate": N_("Was the certificate valid at that time?"),
    "signature.oddities": N_("Is anything odd?"),
}
LATER_WORDS = {
    Later.NOTHING: N_("Nothing."),
    Later.TIME_STAMPS: N_("Only time stamps were added, which is allowed."),
    Later.SIGNATURES: N_("Others signed in their places, which is allowed."),
    Later.OTHER: N_("The file was changed in a way that is not allowed."),
    Later.UNKNOWN: N_("The file was changed so that it cannot be compared."),
}


def signature_view(
    one: SignatureVerdict, file: str, listed: TrustList, oddities: Sequence[tuple[str, str, dict[str, str]]] = ()
) -> SignatureView:
    """All answers about a signature; `oddities` are those that only show beside other signatures."""
    pem = ""
    if one.certificate:
        from cryptography.hazmat.primitives.serialization import Encoding

        pem = read_certificate(one.certificate).public_bytes(Encoding.PEM).decode()
    return SignatureView(
        place=one.place,
        file=file,
        role=one.role,
        role_words=role_words(one.role),
        signer=one.signer,
        organisation=one.organisation,
        fingerprint=one.fingerprint,
        groups=in_groups(one.fingerprint),
        digits=in_digits(one.fingerprint) if one.fingerprint else (),
        meaning=one.meaning,
        signed_in=one.signed_in,
        claimed_at=_when(one.claimed_at),
        best_time=_when(one.best_time),
        certificate=pem,
        answers=tuple(_answers(one, listed, oddities)),
    )


def _answers(
    one: SignatureVerdict, listed: TrustList, oddities: Sequence[tuple[str, str, dict[str, str]]]
) -> Iterator[Answer]:
    found = tuple(_sentence(code, one.place) for code in one.problems if code not in ABOUT_TIME)
    said = _("Yes.") if one.intact else found[0]
    yield _answer("signature.intact", GOOD if one.intact else BAD, said, one, found, one.problems)
    covers = _("Yes, and what may follow.") if one.covers_file else _("No: something in the file is not covered.")
    yield _answer("signature.covers", GOOD if one.covers_file else OPEN if one.intact else BAD, covers, one)
    yield _who(one)
    yield _trust(one, listed)
    allowed = one.later not in (Later.OTHER, Later.UNKNOWN)
    yield _answer("signature.later", GOOD if allowed else BAD, _(LATER_WORDS[one.later]), one)
    if one.parts_complete is not None:
        complete = _("Yes.") if one.parts_complete else _("No: a part is missing, was added or was changed.")
        yield _answer("signature.parts", GOOD if one.parts_complete else BAD, complete, one)
    yield _time(one)
    yield _certificate(one)
    odd = tuple(_sentence(code, one.place, {"signer": one.signer}) for code in one.oddities)
    odd += tuple(words.sentence(code, place, facts) for code, place, facts in oddities)
    codes = (*one.oddities, *(code for code, _place, _facts in oddities))
    yield _answer("signature.oddities", OPEN if odd else GOOD, odd[0] if odd else _("No."), one, odd, codes)


def _who(one: SignatureVerdict) -> Answer:
    if not one.signer:
        return _answer("signature.who", BAD, _("That cannot be read."), one)
    name = ", ".join(part for part in (one.signer, one.organisation) if part)
    if one.role:
        name = _("{name}, as {role}").format(name=name, role=role_words(one.role))
    details = (_("Key: {kind}").format(kind=one.key), *((one.meaning,) if one.meaning else ()))
    return _answer("signature.who", GOOD, f"{name}.", one, details)


def _trust(one: SignatureVerdict, listed: TrustList) -> Answer:
    if one.how_trusted is TrustHow.AUTHORITY:
        said = _("The certificate was issued by an authority on your list. Nobody was asked whether it was taken back.")
        return _answer("signature.trust", GOOD, said, one)
    if one.how_trusted is TrustHow.NOT:
        said = _("Not on your list. Compare the fingerprint with the signer by telephone, then add the certificate.")
        return _answer("signature.trust", OPEN, said, one, in_digits(one.fingerprint) if one.fingerprint else ())
    entry = next((each for each in listed.entries if each.fingerprint == one.fingerprint), None)
    if entry is None:
        return _answer(
            "signature.trust", GOOD, _("You gave this certificate for the check, or the key is your own."), one
        )
    said = _("On your list since {when}, by {who}: {how}.")
    how = _(COMPARED_WORDS[entry.compared])
    return _answer("signature.trust", GOOD, said.format(when=moment(entry.added_at), who=entry.added_by, how=how), one)


def _time(one: SignatureVerdict) -> Answer:
    details = tuple(_sentence(code, stamp.authority or one.place) for stamp in one.stamps for code in stamp.problems)
    if one.time_source is TimeSource.NONE:
        return _answer("signature.time", OPEN, _("The signature does not say when it was made."), one, details)
    if one.time_source is TimeSource.SIGNER:
        said = _("{when}, by the signer's own clock; no authority confirms it.").format(when=_when(one.claimed_at))
        return _answer("signature.time", OPEN, said, one, details)
    first = next(each for each in one.stamps if each.intact and each.at == one.stamped_at)
    known = first.how_trusted is not TrustHow.NOT
    said = _("Not later than {when}, says the time-stamp authority {name}.")
    if not known:
        said = _("Not later than {when}, says {name}, a time-stamp authority that is not on your list.")
    claimed = _("The signer's own clock said {when}.").format(when=_when(one.claimed_at)) if one.claimed_at else ""
    answer = said.format(when=_when(one.stamped_at), name=first.authority)
    return _answer("signature.time", GOOD if known else OPEN, answer, one, (*((claimed,) if claimed else ()), *details))


def _certificate(one: SignatureVerdict) -> Answer:
    valid = one.valid_then
    if valid is None:
        return _answer("signature.certificate", OPEN, _("That cannot be said without a time."), one)
    days = {
        "first": one.not_before.date() if one.not_before else "",
        "last": one.not_after.date() if one.not_after else "",
    }
    said = _("Yes: valid from {first} to {last}.") if valid else _("No: it was valid only from {first} to {last}.")
    return _answer("signature.certificate", GOOD if valid else BAD, said.format(**days), one)


def _answer(
    code: str,
    state: AnswerState,
    said: str,
    one: SignatureVerdict,
    details: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
) -> Answer:
    return Answer(code, _(QUESTIONS[code]), said, state, one.place, details, codes)


def _sentence(code: str, place: str, facts: dict[str, str] | None = None) -> str:
    return words.sentence(code, place, facts or {})


def _when(at: datetime | None) -> str:
    return moment(at) if at else ""
