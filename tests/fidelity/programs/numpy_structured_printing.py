import numpy as np

people = np.array([("Ann", 31, 1.7), ("Bob", 25, 1.82)], dtype=[("name", "U10"), ("age", "i4"), ("height", "f8")])
print(people, people["age"].mean(), people[people["height"] > 1.75]["name"])
print(np.sort(people, order="age"), people.dtype.names)
np.set_printoptions(precision=3, suppress=True, linewidth=60)
print(np.array([1e-10, 1 / 3, 12345.6789]), np.arange(30))
print(np.array2string(np.eye(3), separator=", ", precision=1), np.array_repr(np.array([1.5])))
with np.printoptions(precision=8):
    print(np.array([np.pi]))
print(np.arange(2000), np.ones((100, 100)).shape)
print(np.array([True, False]), np.array(["a", "bcd"]), np.array([1 + 2j]), np.array([None, 1], dtype=object))
print(np.float64(1) / 3, repr(np.float64(2.5)), [np.int64(3)], (np.bool_(True),), np.nan, np.array([np.inf, -np.inf, np.nan]))
print(f"{np.float64(3.14159):.2f} {np.int64(42):05d}", str(np.array([])), np.array(5))
np.array([[1.0, -2.5], [1000.0, 0.001]])
