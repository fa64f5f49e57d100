import numpy as np
import warnings

with np.errstate(divide="ignore", invalid="ignore"):
    print(np.array([1.0, 0.0, -1.0]) / 0.0, np.log(0.0))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(np.sqrt(np.array([-1.0, 4.0])))
try:
    with np.errstate(all="raise"):
        np.array([1.0]) / 0
except FloatingPointError as e:
    print("FloatingPointError:", e)
print(np.int8(100) + np.int8(27), np.uint8([250]) + np.uint8(10), np.array([1, 2]).astype(float).dtype)
print(np.iinfo(np.int32).max, np.finfo(float).eps, np.dtype("float32").itemsize, np.result_type(int, float))
print(np.float32(0.1) == 0.1, np.isclose(np.float32(0.1), 0.1), np.issubdtype(np.int64, np.integer))
print(np.array([1.7, -1.7]).astype(int), np.array(["1", "2"]).astype(int), np.int64(7) // 2, type(np.int64(1) + 1.5).__name__)
x = np.array([3, 1, 2])
y = x
y[0] = 99
x = x + 1
print(x, y, np.shares_memory(x, y), x.item(0), x.tolist(), x.nbytes)
np.iinfo(np.int64).max + np.array([0])
