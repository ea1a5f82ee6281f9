"""Sums over installed units: from `EC(1)*f + EC(2)*f` to `sum(i, EC[i]*f)`.

While a workbook is translated, a value of one unit is a name whose index is written
`i=1` (the set, and its member); when all members of a set stand in a sum in the same
way, they become a sum over the set. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce

from jcm_desktop.formulas.tree import Binary, Call, Compare, Logic, Name, Negative, Node, Number, Sum, parts_of

MARK = "="
Sets = Mapping[str, tuple[str, ...]]


def marked(set_name: str, member: str) -> str:
    """The index of one member."""
    return f"{set_name}{MARK}{member}"


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with every part changed."""
    match node:
        case Negative(inner):
            return Negative(change(inner))
        case Binary(sign, left, right):
            return Binary(sign, change(left), change(right))
        case Compare(sign, left, right):
            return Compare(sign, change(left), change(right))
        case Logic(word, inside):
            return Logic(word, tuple(map(change, inside)))
        case Call(function, inside):
            return Call(function, tuple(map(change, inside)))
        case Sum(variable, body):
            return Sum(variable, change(body))
    return node


def names_of(node: Node) -> Iterator[Name]:
    """Every name, as often as it stands there."""
    if isinstance(node, Name):
        yield node
    for part in parts_of(node):
        yield from names_of(part)


def size(node: Node) -> int:
    """How many nodes a formula has."""
    return 1 + sum(size(part) for part in parts_of(node))


def members(node: Node) -> dict[str, set[str]]:
    """The members of sets that a formula names one by one."""
    found: dict[str, set[str]] = {}
    for name in names_of(node):
        for one in name.index:
            set_name, mark, member = one.partition(MARK)
            if mark:
                found.setdefault(set_name, set()).add(member)
    return found


def general(node: Node, set_name: str, member: str, *, keys: bool = False) -> Node:
    """The formula of one member as that of any member; with `keys` also where it names a row of a list."""
    mark = marked(set_name, member)

    def change(one: Node) -> Node:
        if isinstance(one, Call) and one.function == "lookup":
            table, key = one.arguments
            return Call("lookup", (table, Name(set_name))) if keys and key == Name(member) else one
        if isinstance(one, Name):
            return Name(one.name, tuple(set_name if part == mark else part for part in one.index))
        return rebuilt(one, change)

    return change(node)


def has_sum(node: Node, set_name: str) -> bool:
    """Whether a sum over the set stands inside."""
    return (isinstance(node, Sum) and node.variable == set_name) or any(
        has_sum(part, set_name) for part in parts_of(node)
    )


def terms(node: Node, *, negative: bool = False) -> Iterator[tuple[bool, Node]]:
    """What is added up, each with whether it is taken away."""
    match node:
        case Binary("+", left, right):
            yield from terms(left, negative=negative)
            yield from terms(right, negative=negative)
        case Binary("-", left, right):
            yield from terms(left, negative=negative)
            yield from terms(right, negative=not negative)
        case Negative(inner):
            yield from terms(inner, negative=not negative)
        case Number(value) if not value:
            return
        case _:
            yield negative, node


def added(found: Iterable[tuple[bool, Node]]) -> Node:
    """The sum of terms, those taken away after a minus sign."""
    listed = list(found)
    if not listed:
        return Number(Decimal(0))
    if listed[0][0]:
        first: Node = Negative(listed[0][1])
    else:
        first = listed[0][1]
    return reduce(lambda sum_, term: Binary("-" if term[0] else "+", sum_, term[1]), listed[1:], first)


def folded(node: Node, sets: Sets, *, explicit: bool, extract: Callable[[Node], Node]) -> Node:
    """A sum with every full set of like terms written once.

    `explicit`: the sheet itself writes a sum here, so that one of a single member counts, too.
    `extract` gives a sum that would stand inside a sum over the same set a name of its own.
    """
    listed = list(terms(node))
    if len(listed) < 2:
        return _alone(node, listed, sets) if explicit else node
    changed = True
    any_change = False
    while changed:
        changed = False
        for set_name in sets:
            if len(sets[set_name]) == 1:
                continue
            found = _fold_one(listed, set_name, sets[set_name], extract)
            if found is not None:
                listed, changed, any_change = found, True, True
    return added(listed) if any_change else node


def _alone(node: Node, listed: list[tuple[bool, Node]], sets: Sets) -> Node:
    """A sum of one term is one over a set of one member: of several, the one its values name last."""
    if not listed:
        return node
    ((negative, term),) = listed
    single = [one for one in members(term) if len(sets[one]) == 1]
    if not single:
        return node
    named = [[part.partition(MARK)[0] for part in one.index] for one in names_of(term) if one.index]
    inner = max(named, key=len)[::-1]
    set_name = min(single, key=lambda one: inner.index(one) if one in inner else len(inner))
    body = general(term, set_name, sets[set_name][0], keys=True)
    return node if has_sum(body, set_name) else added([(negative, Sum(set_name, body))])


def _fold_one(
    listed: list[tuple[bool, Node]], set_name: str, wanted: tuple[str, ...], extract: Callable[[Node], Node]
) -> list[tuple[bool, Node]] | None:
    """The terms with one full family of them made a sum; None where there is none.

    Rows of a list are first taken for those of the members, then for what they are.
    """
    for keys in (True, False):
        found = _fold_family(listed, set_name, wanted, extract, keys=keys)
        if found is not None:
            return found
    return None


def _fold_family(
    listed: list[tuple[bool, Node]],
    set_name: str,
    wanted: tuple[str, ...],
    extract: Callable[[Node], Node],
    *,
    keys: bool,
) -> list[tuple[bool, Node]] | None:
    families: dict[tuple[bool, Node], dict[str, int]] = {}
    for at, (negative, term) in enumerate(listed):
        used = members(term).get(set_name, set())
        if len(used) == 1:
            (member,) = used
            families.setdefault((negative, general(term, set_name, member, keys=keys)), {}).setdefault(member, at)
    for (negative, body), places in families.items():
        if places.keys() == set(wanted):
            alone = _extracted(body, set_name, extract) if has_sum(body, set_name) else body
            first = min(places.values())
            return [
                (negative, Sum(set_name, alone)) if at == first else found
                for at, found in enumerate(listed)
                if at == first or at not in places.values()
            ]
    return None


def _extracted(node: Node, set_name: str, extract: Callable[[Node], Node]) -> Node:
    if isinstance(node, Sum) and node.variable == set_name:
        return extract(node)
    return rebuilt(node, lambda part: _extracted(part, set_name, extract))


def closed(node: Node, sets: Sets, extract: Callable[[Node], Node]) -> Node:
    """The formula with its single members made sums, as far as sets of one member go.

    The sum is laid around the smallest part that holds all that belongs together.
    """
    for set_name, wanted in sets.items():
        if len(wanted) == 1 and set_name in members(node):
            node = added((negative, _wrapped(term, set_name, wanted[0], extract)) for negative, term in terms(node))
    return node


def _wrapped(node: Node, set_name: str, member: str, extract: Callable[[Node], Node]) -> Node:
    holding = [part for part in parts_of(node) if set_name in members(part)]
    if len(holding) == 1 and any(part is holding[0] for part in _linear(node)):
        return rebuilt(node, lambda part: _wrapped(part, set_name, member, extract) if part is holding[0] else part)
    if set_name not in members(node):
        return node
    body = general(node, set_name, member)
    if has_sum(body, set_name):
        body = _extracted(body, set_name, extract)
    return Sum(set_name, body)


def _linear(node: Node) -> tuple[Node, ...]:
    """The parts over which a sum may be drawn together: never a divisor, nor what a function is asked of."""
    match node:
        case Binary("/", left, _):
            return (left,)
        case Binary("**", _, _) | Compare() | Logic() | Call():
            return ()
    return parts_of(node)


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The formula with other names."""
    if isinstance(node, Name):
        return Name(names.get(node.name, node.name), node.index)
    if isinstance(node, Call) and node.function == "lookup":
        return Call("lookup", (renamed(node.arguments[0], names), node.arguments[1]))
    return rebuilt(node, lambda part: renamed(part, names))
