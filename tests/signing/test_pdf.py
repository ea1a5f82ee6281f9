"""Signatures in a PDF: three in a row stay good; whatever else is added or changed is found."""

from __future__ import annotations

import io
import random
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from helpers import certs
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from jcm_desktop.domain.errors import UserError
from jcm_desktop.domain.role import Role
from jcm_desktop.signing.identity import Identity
from jcm_desktop.signing.pdf import prepare_fields, sign_pdf, verify_pdf
from jcm_desktop.signing.verdict import PdfVerdict, Trust


def good(verdict: PdfVerdict, count: int) -> bool:
    return (
        len(verdict.signatures) == count
        and not verdict.problems
        and all(one.intact and one.trusted and not one.problems for one in verdict.signatures)
    )


def signed(pdf: bytes, signer: Identity, role: Role, **named: Any) -> bytes:
    return sign_pdf(pdf, signer, role, **{"meaning": "Yes", "place": "", "at": certs.SIGNED, **named})


def painted_over(pdf: bytes) -> bytes:
    """An update that hides a line of the first page and writes another."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    paint = generic.StreamObject(stream_data=b"q 1 1 1 rg 40 780 400 30 re f Q")
    writer.add_stream_to_page(0, writer.add_object(paint))  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def test_three_signers_one_after_the_other(signed_pdfs: list[bytes], ready: bytes, trust: Trust) -> None:
    assert verify_pdf(ready, trust) == PdfVerdict()
    for count, pdf in enumerate(signed_pdfs, 1):
        assert good(verify_pdf(pdf, trust), count)
    verdict = verify_pdf(signed_pdfs[2], trust)
    assert [one.role for one in verdict.signatures] == list(Role)
    assert [one.signer for one in verdict.signatures] == [certs.JAPANESE, "Болормаа Өнөржаргал", "Anna Müller"]
    assert {one.claimed_at for one in verdict.signatures} == {certs.SIGNED}
    assert verdict.signatures[0].fingerprint == certs.operator().fingerprint
    assert signed_pdfs[2].startswith(signed_pdfs[1])  # updates only ever follow
    assert signed_pdfs[1].startswith(signed_pdfs[0])
    assert signed_pdfs[0].startswith(ready)


def test_order_of_signing_is_free(ready: bytes, signers: dict[Role, Identity], trust: Trust) -> None:
    pdf = signed(ready, signers[Role.VERIFIER], Role.VERIFIER)
    pdf = signed(pdf, signers[Role.OPERATOR], Role.OPERATOR)
    verdict = verify_pdf(pdf, trust)
    assert good(verdict, 2)
    assert [one.role for one in verdict.signatures] == [Role.VERIFIER, Role.OPERATOR]


def test_first_signature_certifies(signed_pdfs: list[bytes]) -> None:
    with pikepdf.open(io.BytesIO(signed_pdfs[2])) as pdf:
        certified = pdf.Root.Perms.DocMDP
        assert certified.Reference[0].TransformParams.P == 2  # filling fields and signing, nothing else
        assert certified.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")
        assert str(certified.Name) == certs.JAPANESE
        assert str(certified.Location) == "Улаанбаатар"
        assert "確認しました。" in str(certified.Reason)
        assert str(certified.M) == "D:20261123030000Z"


def test_unknown_signer(signed_pdfs: list[bytes]) -> None:
    verdict = verify_pdf(signed_pdfs[0], Trust())
    assert [(one.intact, one.trusted, one.problems) for one in verdict.signatures] == [(True, False, ())]


def test_refusals(ready: bytes, draft: bytes, signed_pdfs: list[bytes]) -> None:
    one = certs.operator()
    for pdf, code in (
        (draft, "pdf.no_field"),
        (signed_pdfs[0], "pdf.already_signed"),
        (b"", "pdf.unreadable"),
        (b"%PDF-1.7\nnothing more", "pdf.unreadable"),
        (ready[: len(ready) // 2], "pdf.unreadable"),
    ):
        with pytest.raises(UserError) as caught:
            signed(pdf, one, Role.OPERATOR)
        assert caught.value.code == code
    with pytest.raises(UserError, match=r"pdf\.unreadable"):
        prepare_fields(b"junk", [])


def test_encrypted_pdf_is_refused(draft: bytes, trust: Trust) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(draft)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="secret", user=""))
    assert verify_pdf(output.getvalue(), trust).problems == ("pdf.unreadable",)
    with pytest.raises(UserError, match=r"pdf\.unreadable"):
        signed(output.getvalue(), certs.operator(), Role.OPERATOR)


def test_every_flipped_bit_is_found(signed_pdfs: list[bytes], trust: Trust, request: pytest.FixtureRequest) -> None:
    pdf = signed_pdfs[2]
    tries = 400 if request.config.getoption("--full") else 40
    for bit in random.Random(4).sample(range(len(pdf) * 8), tries):
        changed = bytearray(pdf)
        changed[bit // 8] ^= 1 << bit % 8
        assert not good(verify_pdf(bytes(changed), trust), 3), f"bit {bit}"


def test_flipped_bits_inside_the_signature_itself_are_found(signed_pdfs: list[bytes], trust: Trust) -> None:
    """No digest covers these bytes: the signature, its letters' case, and the zeros that fill its space."""
    pdf = signed_pdfs[0]
    contents = re.search(rb"/Contents\s*<([0-9A-F]+)>", pdf)
    assert contents is not None
    chance = random.Random(5)
    bits = [chance.randrange(contents.start(1) * 8, contents.end(1) * 8) for _ in range(60)]
    bits += [contents.end(1) * 8 - 8, contents.end(1) * 8 - 7]  # the padding's last digit
    bits += [at * 8 + 5 for at in range(contents.start(1), contents.start(1) + 40)]  # capital and small letters
    for bit in bits:
        changed = bytearray(pdf)
        changed[bit // 8] ^= 1 << bit % 8
        assert not good(verify_pdf(bytes(changed), trust), 1), f"bit {bit}"


def test_change_is_told_for_the_signature_it_concerns(signed_pdfs: list[bytes], trust: Trust) -> None:
    pdf = bytearray(signed_pdfs[2])
    at = len(signed_pdfs[1]) + 40  # in the third signer's update
    pdf[at] ^= 1
    verdict = verify_pdf(bytes(pdf), trust)
    assert "signature.content_changed" in verdict.signatures[-1].problems
    assert not any("signature.content_changed" in one.problems for one in verdict.signatures[:-1])


def test_appended_paint_is_found(signed_pdfs: list[bytes], trust: Trust) -> None:
    verdict = verify_pdf(painted_over(signed_pdfs[2]), trust)
    assert verdict.problems == ("pdf.not_whole_file",)
    assert [one.problems for one in verdict.signatures] == [("pdf.changed_after_signing",)] * 3
    assert not any(one.intact for one in verdict.signatures)


def test_paint_under_a_later_signature_is_found(
    signed_pdfs: list[bytes], signers: dict[Role, Identity], trust: Trust
) -> None:
    """The last signer changed the page before signing: his own signature is good, the earlier ones object."""
    pdf = signed(painted_over(signed_pdfs[1]), signers[Role.VERIFIER], Role.VERIFIER)
    verdict = verify_pdf(pdf, trust)
    assert verdict.problems == ()
    assert [one.problems for one in verdict.signatures] == [("pdf.changed_after_signing",)] * 2 + [()]


def test_bytes_after_the_end_are_found(signed_pdfs: list[bytes], trust: Trust) -> None:
    assert "pdf.not_whole_file" in verify_pdf(signed_pdfs[0] + b"\n% more\n", trust).problems


def test_stripped_signatures_are_gone_not_good(signed_pdfs: list[bytes], ready: bytes, trust: Trust) -> None:
    assert verify_pdf(ready, trust).signatures == ()
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_pdfs[2])) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page:
                del page.Annots
        pdf.save(output)
    assert verify_pdf(output.getvalue(), trust).signatures == ()


def test_rewritten_file_is_not_good(signed_pdfs: list[bytes], trust: Trust) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_pdfs[2])) as pdf:
        pdf.save(output)
    verdict = verify_pdf(output.getvalue(), trust)
    assert len(verdict.signatures) == 3
    assert not any(one.intact for one in verdict.signatures)


def test_signed_with_an_expired_certificate(ready: bytes, trust: Trust) -> None:
    one = certs.operator()
    verdict = verify_pdf(signed(ready, one, Role.OPERATOR, at=one.not_after + timedelta(days=1)), trust)
    assert verdict.signatures[0].problems == ("signature.certificate_expired_then",)
    assert verdict.signatures[0].intact


def test_too_large_is_not_opened() -> None:
    assert verify_pdf(b"%PDF-1.7" + bytes(65 * 2**20), Trust()).problems == ("pdf.too_large",)


@given(st.binary(max_size=200), st.booleans())
def test_never_raises(body: bytes, like_a_pdf: bool) -> None:
    assert verify_pdf(b"%PDF-1.7\n" + body if like_a_pdf else body, Trust()).problems


@given(st.data())
def test_never_raises_on_a_damaged_one(signed_pdfs: list[bytes], data: st.DataObject) -> None:
    pdf = bytearray(signed_pdfs[1])
    at = data.draw(st.integers(0, len(pdf) - 1))
    pdf[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=60))
    verdict = verify_pdf(bytes(pdf), Trust())
    assert bytes(pdf) == signed_pdfs[1] or verdict.problems or not all(one.intact for one in verdict.signatures)
