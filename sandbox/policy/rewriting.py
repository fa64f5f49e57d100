"""Nodes that the transformer puts in place of others: calls of guards, at the same source place."""

from __future__ import annotations

import ast

from .names import ASSIGNMENT_GUARD, ATTRIBUTE_GUARD, CLASS_GUARD, MATCH_GUARD


def _name(guard: str, at: ast.AST) -> ast.Name:
    return ast.copy_location(ast.Name(guard, ast.Load()), at)


def _text(value: str, at: ast.AST) -> ast.Constant:
    return ast.copy_location(ast.Constant(value), at)


def _call(guard: str, args: list[ast.expr], at: ast.AST) -> ast.Call:
    return ast.copy_location(ast.Call(_name(guard, at), args, []), at)


def guarded_load(node: ast.Attribute) -> ast.Call:
    """`x.name` ─▶ `<attribute>(x, "name")`."""
    return _call(ATTRIBUTE_GUARD, [node.value, _text(node.attr, node)], node)


def guarded_store(node: ast.Assign, target: ast.Attribute) -> ast.Expr:
    """`x.name = value` ─▶ `<assignment>(value, x, "name")`: Python evaluates the value first."""
    call = _call(ASSIGNMENT_GUARD, [node.value, target.value, _text(target.attr, target)], node)
    return ast.copy_location(ast.Expr(call), node)


def class_guard(node: ast.ClassDef) -> ast.Name:
    """Return the innermost decorator of a class: the guard sees it before any other code does."""
    place = ast.Name(CLASS_GUARD, ast.Load())
    place.lineno = place.end_lineno = node.lineno
    place.col_offset = place.end_col_offset = node.col_offset
    return place


def guarded_class(node: ast.Call) -> ast.Call:
    """`type(name, bases, names)` ─▶ `<class>(type(name, bases, names))`."""
    return _call(CLASS_GUARD, [node], node)


def guarded_subject(node: ast.Match, classes: list[ast.expr]) -> ast.Call:
    """`match x` ─▶ `match <match>(x, lambda: C, ...)`, C the classes with positional patterns.

    They are read late and apart, as a class of a case that is never reached need not exist.
    """
    thunks: list[ast.expr] = [_thunk(cls) for cls in classes]
    return _call(MATCH_GUARD, [node.subject, *thunks], node.subject)


def _thunk(cls: ast.expr) -> ast.Lambda:
    empty = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.copy_location(ast.Lambda(empty, cls), cls)
