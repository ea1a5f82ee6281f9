"""Message catalogues: collect msgids from sources and data, update the .po files, compile the .mo files.

python dev_messages.py          collect, update, compile
python dev_messages.py --check  fail when something is out of date or untranslated
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "resources" / "translations"
DOMAIN = "jcm_desktop"
LANGUAGES = ("ja",)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# Data whose words people read: file pattern and the keys that hold words.
DATA = {
    "jcm_desktop/validation/checks.yaml": ("title", "asks", "message", "remedy", "clause"),
    "jcm_desktop/validation/rule_sets.yaml": ("title",),
    "jcm_desktop/methodologies/definitions/*/*.yaml": (
        "label",
        "from",
        "text",
        "clause",
        "notes",
        "sources",
        "frequency",
    ),
    "resources/samples/*.yaml": ("constructed",),
}
TABLES = {
    "jcm_desktop/catalogue/partner_countries.csv": ("name",),
    "jcm_desktop/catalogue/sectoral_scopes.csv": ("name",),
    "jcm_desktop/methodologies/definitions/entries.csv": ("about", "notes", "sources"),
}
NO_LINE = 0  # babel writes none then
WRITTEN = datetime(2026, 11, 24, tzinfo=UTC)  # a date that moved with every run would only make noise


def collected() -> Catalog:
    """Every message of the sources and data, sorted, without line numbers (they would change with every edit)."""
    catalog = Catalog(project="JCM Desktop", charset="utf-8")
    for package in ("jcm_desktop", "ui"):
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("i18n:",))
        for filename, _line, message, comments, _context in found:
            catalog.add(message, auto_comments=comments, locations=[(f"{package}/{filename}", NO_LINE)])
    for pattern, keys in DATA.items():
        for path in sorted(ROOT.glob(pattern)):
            for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8")), keys):
                catalog.add(text, locations=[(pattern, NO_LINE)])
    for name, columns in TABLES.items():
        with (ROOT / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in filter(row.get, columns):
                    catalog.add(row[column], locations=[(name, NO_LINE)])
    return catalog


def _texts(data: object, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            elif key in keys and isinstance(value, list) and all(isinstance(one, str) for one in value):
                yield from value
            else:
                yield from _texts(value, keys)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, keys)


def po_path(language: str) -> Path:
    """The translators' file."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def loaded(language: str) -> Catalog:
    """The catalogue as it stands, empty if there is none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="JCM Desktop", charset="utf-8")
    with path.open("rb") as file:
        return _braces_only(read_po(file, locale=language))


def _braces_only(catalog: Catalog) -> Catalog:
    """Our placeholders are braces; a per cent sign is a per cent sign, whatever the library takes it for."""
    for message in catalog:
        message.flags.discard("python-format")
    return catalog


def _texts_by_id(catalog: Catalog) -> dict[str, object]:
    """What a catalogue says, by message (of a plural: its first form)."""
    return {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalog if m.id}


def update() -> int:
    """Write .po and .mo."""
    template = collected()
    for language in LANGUAGES:
        catalog = loaded(language)
        catalog.update(template, no_fuzzy_matching=True)
        _braces_only(catalog)
        catalog.obsolete.clear()
        catalog.header_comment = "# Words of JCM Desktop. One sentence, one message; facts stand in braces."
        catalog.fuzzy = False
        catalog.version, catalog.msgid_bugs_address = "", ""
        catalog.last_translator, catalog.language_team = "JCM Desktop", "JCM Desktop"
        catalog.creation_date = catalog.revision_date = WRITTEN
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True, width=0, omit_header=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{language}: {len(catalog)} messages, {len(missing)} without translation")
    return 0


def check() -> int:
    """Say what is out of date; 0 when nothing is."""
    wanted = {message.id for message in collected() if message.id}
    problems = []
    for language in LANGUAGES:
        catalog = loaded(language)
        have = {message.id: message for message in catalog if message.id}
        problems += [f"{language}: not in the catalogue: {one!r}" for one in wanted - have.keys()]
        problems += [f"{language}: no longer used: {one!r}" for one in have.keys() - wanted]
        for id_, message in have.items():
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(texts):
                problems.append(f"{language}: not translated: {id_!r}")
            for error in message.check():
                problems.append(f"{language}: {id_!r}: {error}")
        compiled = po_path(language).with_suffix(".mo")
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        buffer.seek(0)
        if not compiled.exists():
            problems.append(f"{language}: not compiled")
        else:
            with compiled.open("rb") as file:
                stored = _texts_by_id(read_mo(file))
            if stored != _texts_by_id(read_mo(buffer)):
                problems.append(f"{language}: compiled catalogue is older than the .po file")
    for problem in problems[:40]:
        print(problem)
    if problems:
        print(f"{len(problems)} problems; run: python3 dev.py translations")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv else update())
