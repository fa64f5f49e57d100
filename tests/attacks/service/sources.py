"""Sources that are hard to read: they are parsed inside, and cost at most their own session."""

from __future__ import annotations

from tests.attacks.service.attack import OBSERVED, CellAttack

KIND = "sources"
SUCCESS = "a source stopped the service, or was shown wrongly"

_REFUSED = {
    "null_byte": "x = 1\0",
    "only_null_bytes": "\0" * 1000,
    "tabs_and_spaces": "if True:\n\tx = 1\n        y = 2",
    "no_statement": "if True:",
    "unclosed_text": "x = '''",
    "unclosed_bracket": "print((((1)",
    "caret": "x = = 1",
    "caret_in_a_long_line": "x = " + "1 + " * 5000 + "= 1",
    "lone_surrogate": "x = '\udc80'",
    "lone_surrogate_as_a_name": "\ud800 = 1",
    "other_encoding": "# -*- coding: no-such-encoding -*-\nx = = 1",
    "brackets_10000": "(" * 10_000 + ")" * 10_000,
    "lists_10000": "[" * 10_000 + "]" * 10_000,
    "minus_100000": "-" * 100_000 + "1",
    "attributes_100000": "x" + ".x" * 100_000,
    "calls_50000": "x" + "()" * 50_000,
    "blocks_200": "".join(" " * n + "if 1:\n" for n in range(200)) + " " * 200 + "x",
    "megabytes_9": "x = 1\n" * 1_500_000,
    "number_of_100000_digits": "x = " + "9" * 100_000,
    "f_text_nested": "f'" + "{f'" * 200 + "x",
    "return_outside": "return 1",
    "await_outside": "await x",
    "star_nowhere": "*x",
    "future_that_is_none": "from __future__ import braces",
    "backslash_at_the_end": "x = 1 + \\",
    "control_characters": "".join(map(chr, range(1, 32))),
    "text_over_lines": "x = 'a\nb'",
    "name_like_another_system": "print('ok')\r\nraise ValueError\r\n\x1a",
}

_HARD = {
    "constant_of_powers": "x = 2**10**9",
    "constant_of_powers_of_powers": "x = lambda: 9**9**9",
    "constant_of_repeated_text": "x = lambda: 'x' * 10**10",
    "constant_of_shifts": "x = lambda: 1 << 10**11",
    "constant_of_products": "x = lambda: " + " * ".join(["(10 ** 3000)"] * 400),
    "many_arms": "x = 1\n" + "if x == 0: pass\n" + "elif x == 2: pass\n" * 3000,
    "many_names": "\n".join(f"a{n} = {n}" for n in range(20_000)),
    "one_megabyte": "x = '" + "y" * (1 << 20) + "'",
    "one_line_of_a_megabyte": "x = [" + "1," * 500_000 + "]",
    "many_functions": "\n".join(f"def f{n}(): pass" for n in range(10_000)),
    "many_decorators": "d = lambda f: f\n" + "@d\n" * 3000 + "def f(): pass",
    "comprehension_in_comprehension": "[" * 15 + "0" + " for x in [0]]" * 15,
    "pattern_of_many": ("match 1:\n    case " + " | ".join(map(str, range(20_000))) + ": pass"),
    "text_of_many_parts": "x = f'" + "{1}" * 20_000 + "'",
    "right_to_left": "x = '\u202e\u2066'\n# \u202e x = 2",
    "empty": "",
    "only_a_comment": "#" * 100_000,
    "form_feeds": "\x0c\x0c\x0cx = 1",
    "byte_order_mark": "\ufeffx = 1",
}

ATTACKS = (
    *(
        CellAttack(
            KIND,
            name,
            SUCCESS,
            (source,),
            (
                "error",
                "rejected",
                "memory_limit",
                "worker_died",
                "malformed_request",
                "invalid_arguments",
                "too_large",
            ),
        )
        for name, source in _REFUSED.items()
    ),
    *(
        CellAttack(KIND, name, SUCCESS, (source,), OBSERVED, hurried=True)
        for name, source in _HARD.items()
    ),
)
