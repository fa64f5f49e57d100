"""The compile-time half of the policy: walk a cell's tree once, refuse or rewrite.

    tree ─▶ for each node, parents first ─▶ table by node type ─┬▶ nothing to check: go on below
                                                                ├▶ a rule: check, maybe replace
                                                                └▶ not in the table: refused

The walk keeps its own stack, so a sum of ten thousand terms does not end it. Ordinary attribute,
item and loop code is left as it is and compiles to the byte code that CPython always makes of it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..interpreter.policy_seam import PolicyError
from . import imports, rewriting
from .base import RestrictingNodeTransformer
from .definitions import UNREADABLE, may_bind
from .names import Access, access_of, is_dunder, mangled
from .storing import STREAMS
from .templates import unsafe_name
from .words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Catalogue


class _Place(NamedTuple):
    """Where a node stands: the innermost class around it, and whether right in its body."""

    class_name: str | None = None
    in_class: bool = False


class RestrictedTransformer(RestrictingNodeTransformer):
    """Applies the rules to one tree; a new object for each. `known` is the session's own."""

    def __init__(self, catalogue: Catalogue, known: imports.KnownNames) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._known = known
        self._forgiven: set[int] = set()
        self._guarded: set[int] = set()
        self._place = _Place()

    def visit(self, node: ast.AST) -> ast.AST:
        """Check and rewrite the whole tree below `node`, in place; raises PolicyError."""
        body = getattr(node, "body", None)
        if isinstance(body, list):
            self._known.learn(body)
        pending = [(node, _Place())]
        while pending:
            parent, place = pending.pop()
            self._place = _place_below(parent, place)
            children = self._checked_children(parent)
            pending.extend((child, self._place) for child in children)
        return node

    def _checked_children(self, parent: ast.AST) -> list[ast.AST]:
        children: list[ast.AST] = []
        for field in parent._fields:
            value = getattr(parent, field, None)
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST) and type(item) not in _LEAVES:
                        value[index] = item = self._checked(item)
                        children.append(item)
            elif isinstance(value, ast.AST) and type(value) not in _LEAVES:
                checked = self._checked(value)
                if checked is not value:
                    setattr(parent, field, checked)
                children.append(checked)
        return children

    def _checked(self, node: ast.AST) -> ast.AST:
        rule = _RULES.get(type(node), "_unknown")
        if rule is None:
            return node
        checked: ast.AST = getattr(self, rule)(node)
        return checked

    def _unknown(self, node: ast.AST) -> ast.AST:
        kind = type(node).__name__
        raise PolicyError.at(node, "syntax", f"'{kind}' is not known to the policy")

    # ── names ────────────────────────────────────────────────────────────────────────────────────

    def check_name(self, node: ast.AST, name: str | None, *_: Any, **__: Any) -> None:
        """Refuse a variable that may not be bound; every binding construct comes through here."""
        if name is not None and not may_bind(name, in_class=self._place.in_class):
            where = "a class" if self._place.in_class else "a program"
            raise PolicyError.at(
                node, "name", f"{where} may not bind the name '{name}'", "Use another name."
            )

    def _name(self, node: ast.Name) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            self.check_name(node, node.id)
        elif node.id in UNREADABLE:
            raise PolicyError.at(
                node, "name", f"the name '{node.id}' is not available here", "Use the name itself."
            )
        return node

    def _named(self, node: Any) -> ast.AST:
        """`def`, `except as`, type parameters, `case as` and `case *`: the name is a field."""
        self.check_name(node, node.name)
        return node  # type: ignore[no-any-return]  # the table pairs it with such nodes alone

    def _arg(self, node: ast.arg) -> ast.AST:
        self.check_name(node, node.arg)
        return node

    def _scope_names(self, node: ast.Global | ast.Nonlocal) -> ast.AST:
        for name in node.names:
            self.check_name(node, name)
        return node

    def _keyword(self, node: ast.keyword) -> ast.AST:
        name = node.arg
        if name is not None and is_dunder(name) and access_of(name) is not Access.PLAIN:
            raise PolicyError.at(
                node, "name", f"'{name}' may not be passed by keyword", "Use another name."
            )
        return node

    # ── attributes ───────────────────────────────────────────────────────────────────────────────

    def _attribute(self, node: ast.Attribute) -> ast.AST:
        access = access_of(mangled(node.attr, self._place.class_name))
        if access is Access.REFUSED:
            raise _refused_attribute(node)
        if not isinstance(node.ctx, ast.Load):
            self._check_bound(node)
            return node
        if access is Access.PLAIN or _is_plain_template(node):
            return node
        return rewriting.guarded_load(node)

    def _check_bound(self, node: ast.Attribute) -> None:
        """Refuse what a plain `x.name = value` would be looked at for when run: see `_assign`."""
        if is_dunder(node.attr):
            raise _refused_attribute(node, "Assign it in a statement of its own.")
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        module = self._known.modules.get(owner)
        if module is not None and not (module == "sys" and node.attr in STREAMS):
            raise PolicyError.at(
                node, "module", f"modules are read-only: '{owner}.{node.attr}'", "Use a variable."
            )

    def _assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Attribute):
            if access_of(target.attr) is Access.REFUSED:
                raise _refused_attribute(target)
            if is_dunder(target.attr) or self._is_worth_a_look(target, node.value):
                return rewriting.guarded_store(node, target)
        return node

    def _is_worth_a_look(self, target: ast.Attribute, value: ast.expr) -> bool:
        """Tell whether a store could change a library: on something imported, or of a function."""
        if imports.root_name(target) in self._known.imported or isinstance(value, ast.Lambda):
            return True
        return isinstance(value, ast.Name) and value.id in self._known.functions

    def _call(self, node: ast.Call) -> ast.AST:
        name = _called_name(node.func)
        if name == "type" and len(node.args) > 1 and id(node) not in self._guarded:
            # The guard's call holds this one, which the walk will come to again.
            self._guarded.add(id(node))
            return rewriting.guarded_class(node)
        if name in _ARRAY_CLASSES and (len(node.args) > 2 or _ARRAY_PLACES & _keywords(node)):
            raise PolicyError.at(
                node,
                "memory",
                f"'{name}' may not be laid over a buffer",
                "Use np.frombuffer, np.zeros or np.empty.",
            )
        return node

    # ── statements ───────────────────────────────────────────────────────────────────────────────

    def _class(self, node: ast.ClassDef) -> ast.AST:
        self.check_name(node, node.name)
        node.decorator_list.append(rewriting.class_guard(node))
        return node

    def _import(self, node: ast.Import) -> ast.AST:
        if id(node) not in self._forgiven:
            imports.check_import(node, self._catalogue)
        return node

    def _import_from(self, node: ast.ImportFrom) -> ast.AST:
        if id(node) not in self._forgiven:
            imports.check_import_from(node, self._catalogue)
        return node

    def _alias(self, node: ast.alias) -> ast.AST:
        bound = node.asname or node.name.partition(".")[0]
        if bound != "*":
            self.check_name(node, bound)
        return node

    def _try(self, node: ast.Try | ast.TryStar) -> ast.AST:
        self._forgiven.update(map(id, imports.forgiven_imports(node)))
        return node

    # ── match ────────────────────────────────────────────────────────────────────────────────────

    def _match(self, node: ast.Match) -> ast.AST:
        classes = [
            pattern.cls
            for case in node.cases
            for pattern in ast.walk(case.pattern)
            if isinstance(pattern, ast.MatchClass) and pattern.patterns
        ]
        if classes:
            node.subject = rewriting.guarded_subject(node, classes)
        return node

    def _match_mapping(self, node: ast.MatchMapping) -> ast.AST:
        self.check_name(node, node.rest)
        return node

    def _match_class(self, node: ast.MatchClass) -> ast.AST:
        for name in (*node.kwd_attrs, *_attributes_of(node.cls)):
            self._check_pattern_name(node, name)
        for name in node.kwd_attrs:
            if is_dunder(name):
                raise _refused_pattern(node, name)
        return node

    def _match_value(self, node: ast.MatchValue) -> ast.AST:
        for name in _attributes_of(node.value):
            self._check_pattern_name(node, name)
        return node

    def _check_pattern_name(self, node: ast.pattern, name: str) -> None:
        # A pattern cannot hold the call of a guard, so what is guarded elsewhere is refused here.
        if access_of(mangled(name, self._place.class_name)) is not Access.PLAIN:
            raise _refused_pattern(node, name)


_ARRAY_CLASSES: Final = frozenset({"ndarray", "recarray", "chararray"})
_ARRAY_PLACES: Final = frozenset({"buffer", "buf", "offset", "strides"})
"""Parameters by which numpy reads outside of the buffer, or takes its bytes for objects."""


def _called_name(function: ast.expr) -> str | None:
    """Return `f` of `f(...)`, `a.f(...)` and `a.f.__new__(...)`."""
    if isinstance(function, ast.Attribute) and function.attr == "__new__":
        function = function.value
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def _keywords(node: ast.Call) -> frozenset[str | None]:
    return frozenset(keyword.arg for keyword in node.keywords)


def _place_below(node: ast.AST, place: _Place) -> _Place:
    if isinstance(node, ast.ClassDef):
        return _Place(node.name, in_class=True)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return _Place(place.class_name)
    return place


def _is_plain_template(node: ast.Attribute) -> bool:
    """`"...".format` whose text is known and reads nothing that code may not: CPython's own."""
    value = node.value
    return (
        node.attr in {"format", "format_map"}
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and unsafe_name(value.value) is None
    )


def _refused_attribute(node: ast.Attribute, hint: str = "") -> PolicyError:
    hint = hint or "Frames, code objects, globals, loaders and raw memory are out of reach here."
    return PolicyError.at(
        node, "attribute", f"the attribute '{node.attr}' is not available here", hint
    )


def _refused_pattern(node: ast.AST, name: str) -> PolicyError:
    return PolicyError.at(
        node, "pattern", f"a pattern may not read '{name}'", "Bind the object and ask it."
    )


def _attributes_of(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Attribute):
        yield node.attr
        node = node.value


_PASSED: Final = words("""
    Module Interactive Expression Return Delete AugAssign AnnAssign For AsyncFor While If With
    AsyncWith Raise Assert Expr Pass Break Continue BoolOp NamedExpr BinOp UnaryOp Lambda IfExp
    Dict Set ListComp SetComp DictComp GeneratorExp Await Yield YieldFrom Compare FormattedValue
    JoinedStr Constant Subscript Starred List Tuple Slice comprehension arguments withitem
    match_case MatchSingleton MatchSequence MatchOr TypeAlias
""")
"""Node types that need no check of their own: what is below them is checked."""

_LEAF_NAMES: Final = words("""
    Load Store Del And Or Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd
    FloorDiv Invert Not UAdd USub Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn
""")
"""Node types without anything below them."""

_CHECKED: Final[dict[str, str]] = {
    "Name": "_name",
    "Attribute": "_attribute",
    "Call": "_call",
    "Assign": "_assign",
    "FunctionDef": "_named",
    "AsyncFunctionDef": "_named",
    "ClassDef": "_class",
    "arg": "_arg",
    "keyword": "_keyword",
    "alias": "_alias",
    "Import": "_import",
    "ImportFrom": "_import_from",
    "Global": "_scope_names",
    "Nonlocal": "_scope_names",
    "Try": "_try",
    "TryStar": "_try",
    "ExceptHandler": "_named",
    "Match": "_match",
    "MatchAs": "_named",
    "MatchStar": "_named",
    "MatchValue": "_match_value",
    "MatchMapping": "_match_mapping",
    "MatchClass": "_match_class",
    "TypeVar": "_named",
    "ParamSpec": "_named",
    "TypeVarTuple": "_named",
}
"""Node types with a rule, a method of the transformer. A type in no table is refused:
what a later Python adds waits until somebody has looked at it."""

_LEAVES: Final = frozenset(getattr(ast, name) for name in _LEAF_NAMES)

_RULES: Final[dict[type[ast.AST], str | None]] = {
    **{getattr(ast, name): None for name in _PASSED | _LEAF_NAMES if hasattr(ast, name)},
    **{getattr(ast, name): rule for name, rule in _CHECKED.items() if hasattr(ast, name)},
}
