from abc import ABC, abstractmethod
import math

class Distribution(ABC):
    @abstractmethod
    def mean(self): ...

    @property
    @abstractmethod
    def variance(self): ...

    def std(self):
        return math.sqrt(self.variance)

    @classmethod
    @abstractmethod
    def from_data(cls, xs): ...

class Exponential(Distribution):
    def __init__(self, rate):
        self.rate = rate
    def mean(self):
        return 1 / self.rate
    @property
    def variance(self):
        return 1 / self.rate**2
    @classmethod
    def from_data(cls, xs):
        return cls(len(xs) / sum(xs))

d = Exponential.from_data([1, 2, 3, 4, 10])
print(d.mean(), d.variance, d.std(), d.rate)
try:
    Distribution()
except TypeError:
    print("abstract classes cannot be instantiated")
print(issubclass(Exponential, Distribution))
