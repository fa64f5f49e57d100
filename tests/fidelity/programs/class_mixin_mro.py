class Loud:
    def speak(self):
        return super().speak().upper() + "!"

class Polite:
    def speak(self):
        return "please, " + super().speak()

class Base:
    def speak(self):
        return "hello"

class A(Loud, Polite, Base):
    pass

class B(Polite, Loud, Base):
    def speak(self):
        return "[" + super().speak() + "]"

print(A().speak())
print(B().speak())
print(issubclass(A, Polite), isinstance(B(), Loud))

class Counter:
    created = 0
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Counter.created += 1

class Named:
    def __init__(self, name):
        self.name = name

class Thing(Counter, Named):
    pass

print([Thing(n).name for n in "xyz"], Counter.created)
