def is_even(n):
    return True if n == 0 else is_odd(n - 1)

def is_odd(n):
    return False if n == 0 else is_even(n - 1)

def tokenize(s):
    out, num = [], ""
    for ch in s:
        if ch.isdigit():
            num += ch
            continue
        if num:
            out.append(int(num)); num = ""
        if not ch.isspace():
            out.append(ch)
    return out + ([int(num)] if num else [])

def parse_expr(tok):
    value = parse_term(tok)
    while tok and tok[0] in ("+", "-"):
        op = tok.pop(0)
        rhs = parse_term(tok)
        value = value + rhs if op == "+" else value - rhs
    return value

def parse_term(tok):
    value = parse_atom(tok)
    while tok and tok[0] in ("*", "/"):
        value = value * parse_atom(tok) if tok.pop(0) == "*" else value // parse_atom(tok)
    return value

def parse_atom(tok):
    t = tok.pop(0)
    if t == "(":
        value = parse_expr(tok)
        tok.pop(0)
        return value
    return -parse_atom(tok) if t == "-" else t

print(is_even(50), is_odd(7))
for s in ("2+3*4", "(2+3)*4 - -1", "100/7*(3-1)", "((7))"):
    print(s, "=", parse_expr(tokenize(s)))
