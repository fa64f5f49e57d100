from string import Template, ascii_lowercase, digits, punctuation, capwords
import textwrap

t = Template("$who owes $$${amount} to ${to}s")
print(t.substitute(who="Ann", amount=5, to="friend"))
print(t.safe_substitute(who="Bob"))
print(ascii_lowercase[:5], digits, len(punctuation), capwords("hello big world"))
text = ("Let n be a positive integer. We claim that the sum of the first n odd "
        "numbers equals n squared, which is easily proved by induction on n.")
print(textwrap.fill(text, width=40))
print(textwrap.shorten(text, width=50, placeholder=" [...]"))
print(textwrap.indent("a\nb\n", "> "), end="")
print(textwrap.dedent("""\
    def f(x):
        return x
    """))
print(textwrap.wrap("aaa bbb ccc ddd", 7))
caesar = str.maketrans(ascii_lowercase, ascii_lowercase[3:] + ascii_lowercase[:3])
"attack at dawn".translate(caesar)
