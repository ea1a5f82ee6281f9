"""XML of strangers: parsed without entities, network or document types, written canonically. Knows no vocabulary."""

from __future__ import annotations

from lxml import etree

Element = etree._Element


def parse(body: bytes) -> Element:
    """The root element; ValueError for anything but plain well-formed XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs do not know it
        raise ValueError("a document type is not allowed")
    return root


def canonical(element: Element) -> bytes:
    """Inclusive Canonical XML 1.0 of an element, with the namespaces it stands in; ValueError where there is none.

    The element is written and parsed again first: canonicalised in place, it would
    get `xmlns=""` where its default namespace is inherited.
    """
    alone = parse(etree.tostring(element, with_tail=False))
    try:
        return etree.tostring(alone, method="c14n", exclusive=False, with_comments=False)
    except etree.C14NError as error:  # for one, a relative namespace
        raise ValueError(str(error)) from error
