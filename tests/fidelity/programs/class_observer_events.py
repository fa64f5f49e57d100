class Event:
    def __init__(self):
        self._handlers = []

    def __iadd__(self, handler):
        self._handlers.append(handler)
        return self

    def __isub__(self, handler):
        self._handlers.remove(handler)
        return self

    def __call__(self, *args, **kwargs):
        return [h(*args, **kwargs) for h in self._handlers]

class Account:
    def __init__(self, balance=0):
        self.balance = balance
        self.changed = Event()

    def deposit(self, amount):
        self.balance += amount
        self.changed(self.balance, amount=amount)

log = []
def record(balance, amount):
    log.append((balance, amount))

acc = Account(100)
acc.changed += record
acc.changed += lambda b, amount: print(f"now {b} after {amount:+}")
acc.deposit(50)
acc.changed -= record
acc.deposit(-30)
print(log, acc.balance)
