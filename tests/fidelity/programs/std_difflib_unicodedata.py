import difflib
import unicodedata

print(difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]))
print(round(difflib.SequenceMatcher(None, "kitten", "sitting").ratio(), 4))
for line in difflib.unified_diff(["a", "b", "c"], ["a", "x", "c", "d"], lineterm=""):
    print(line)
print(unicodedata.name("π"), unicodedata.category("A"), unicodedata.normalize("NFD", "é").encode("ascii", "ignore"))
print(unicodedata.numeric("½"), int("٣"), "Straße".upper(), "ǅ".lower())

def levenshtein(a, b):
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        cur = [i]
        for j, cb in enumerate(b, 1):
            cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]

levenshtein("kitten", "sitting"), levenshtein("intention", "execution")
