class Complex2(tuple):
    def __new__(cls, re, im=0):
        return super().__new__(cls, (re, im))

    @property
    def re(self):
        return self[0]

    @property
    def im(self):
        return self[1]

    def __mul__(self, other):
        return Complex2(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)

    def __repr__(self):
        return f"{self.re}{self.im:+}i"

class Singleton:
    _instance = None
    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

z = Complex2(1, 2)
w = z
for _ in range(5):
    w = w * z
    print(w)
print(Singleton() is Singleton(), isinstance(z, tuple), len(z))

class Celsius(float):
    def __add__(self, other):
        return Celsius(float(self) + other)
Celsius(20.5) + 1
