"""`VERIFY.txt`: how to check a package with public tools only; the commands work as printed."""

from __future__ import annotations

from collections.abc import Iterable

from jcm_desktop.packages.manifest import FileEntry

_TEXT = """\
HOW TO CHECK THIS PACKAGE WITHOUT THE PROGRAM THAT MADE IT

Project {project}, period {first} to {last}, version {version}
Claim: {claimed} tCO2e

Put the file {name} into an empty folder, open a terminal in that
folder and type the lines that start with "$ " (without the "$ "). They need
the free tools unzip, sha256sum, openssl, pdfsig (poppler-utils), qpdf, xmlsec1
and python3. If the file ends with ".p7m" it is encrypted; whoever has the key
opens it first with: openssl cms -decrypt -binary -inform DER -in FILE.p7m
-inkey KEY.pem -out FILE

1. The file is an ordinary ZIP:

$ unzip -q -o {name}

2. Every file is as listed (each line must end with OK):

$ grep -E '^[0-9a-f]{{64}}  ' VERIFY.txt | sha256sum --check --strict -

{hashes}

   The same list, with the hash of this file too, stands in manifest.json
   (must say "VERIFY.txt is as listed"):

$ grep -q "$(sha256sum VERIFY.txt | cut -c 1-64)" manifest.json && echo "VERIFY.txt is as listed"

3. The sender, and whoever else signed the list (must end with "CMS Verification
   successful", which is said only when every signature is good):

$ openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json -noverify \\
      -signer signers.pem -out signed.json

   Who they are, and the fingerprints to compare with them by telephone:

$ awk '/BEGIN/ {{n++}} {{print > ("signer" n ".pem")}}' signers.pem
$ for one in signer[0-9]*.pem; do openssl x509 -in $one -noout -subject -nameopt utf8,sep_comma_plus \\
      -dates -fingerprint -sha256; done

   "-noverify" means: do not ask a certificate authority. The certificates were
   made by their holders; trust in them comes from comparing the fingerprints.

4. The report was signed and not changed (must say "Signature is Valid" for each
   signature, and "Total document signed" for the last; a time stamp over the
   whole file is listed after them, and older programs leave it unchecked):

$ pdfsig report/report.pdf
$ qpdf --check report/report.pdf

5. The workbook is signed too. Open report/report.xlsx in LibreOffice or Excel
   and look at File - Digital Signatures; its formulas are live: recalculate and
   compare the totals. Without an office program (must say OK for each signature):

$ unzip -q -o -d workbook report/report.xlsx
$ for one in workbook/_xmlsignatures/sig*.xml; do xmlsec1 --verify --insecure --ignore-manifests \\
      --id-attr:Id SignedProperties --id-attr:Id Object $one; done

6. data/audit.jsonl is the history of entries, one JSON object a line. Each
   line's "hash" is the SHA-256 of the line's other fields in canonical JSON
   (keys sorted, no spaces) and each "previous" repeats the hash before it
   (must say "{count} events, unbroken"):

$ python3 -c "import json, hashlib; last = '0' * 64; lines = open('data/audit.jsonl', 'rb').readlines(); \\
      events = [json.loads(line) for line in lines]; \\
      fine = [(one.pop('hash'), one['previous'], hashlib.sha256(json.dumps(one, sort_keys=True, \\
      separators=(',', ':'), ensure_ascii=False).encode()).hexdigest()) for one in events]; \\
      good = all(a == c for a, b, c in fine); \\
      good = good and [b for a, b, c in fine] == ([last] + [a for a, b, c in fine])[:len(fine)]; \\
      print(len(fine), 'events,', 'unbroken' if good else 'BROKEN'); print(fine[-1][0] if fine else last)"

   The last hash, printed below the answer, must be:

   {audit_head}
"""


def instructions(
    *,
    name: str,
    project: str,
    first: str,
    last: str,
    version: int,
    claimed: int,
    audit_head: str,
    audit_count: int,
    files: Iterable[FileEntry],
) -> bytes:
    """The text for a package of this name that holds these files."""
    hashes = "\n".join(f"{one.sha256}  {one.name}" for one in files)
    return _TEXT.format(
        name=name,
        project=project,
        first=first,
        last=last,
        version=version,
        claimed=claimed,
        audit_head=audit_head,
        count=audit_count,
        hashes=hashes,
    ).encode()
