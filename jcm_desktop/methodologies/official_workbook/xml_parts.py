"""The XML of a workbook's parts, read as hostile input: no document types, no entities, no network.

Elements are found by their local name, for there are two namespaces (transitional
and strict) for one vocabulary. Knows no vocabulary.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from jcm_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element
else:
    Element: TypeAlias = Any

_OFFICE = "officeDocument"


def elements(body: bytes, place: str, *tags: str) -> Iterator[Element]:
    """Each element with one of these local names, whole, then forgotten.

    UserErrors `book.bad_xml` and `book.entities` (a document type, wherever it leads).
    """
    from lxml import etree

    try:
        parser = etree.iterparse(
            io.BytesIO(body),
            events=("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        checked = False
        for _event, element in parser:
            if not checked:  # nothing is used before that
                _refuse_doctype(element, place)
                checked = True
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
        if not checked:
            _refuse_doctype(parser.root, place)
    except etree.XMLSyntaxError as error:
        raise UserError("book.bad_xml", place, detail=str(error).splitlines()[0][:80]) from error


def _refuse_doctype(element: Element, place: str) -> None:
    if element.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs do not know it
        raise UserError("book.entities", place)


def local(element: Element) -> str:
    """The name without its namespace; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute without a namespace; empty where there is none."""
    return str(element.get(name, ""))


def relation(element: Element) -> str:
    """The identifier of a relationship (`r:id`), in whichever namespace."""
    for name, value in element.attrib.items():
        if str(name).endswith("}id") and _OFFICE in str(name):
            return str(value)
    return ""
