import io
import csv

raw = """id,name,score
1,"Smith, J",88.5
2,Lee,92
3,"O""Hara",79.25
"""
rows = list(csv.DictReader(io.StringIO(raw)))
print(rows[0]["name"], rows[2]["name"], sum(float(r["score"]) for r in rows))
out = io.StringIO()
w = csv.writer(out, lineterminator="\n")
w.writerow(["a", "b,c", 'd"e'])
w.writerows([[1, 2, 3], [4, None, 6.5]])
print(out.getvalue())
buf = io.StringIO("line one\nline two\n\nlast")
print(buf.readline(), [l.rstrip() for l in buf], buf.read() == "")
b = io.BytesIO(b"\x00\x01\x02\x03")
b.seek(2)
print(b.read(), b.tell(), b.getvalue()[:2])
with io.StringIO() as s:
    print("x", 1, file=s, sep="=")
    s.write("end")
    text = s.getvalue()
text
