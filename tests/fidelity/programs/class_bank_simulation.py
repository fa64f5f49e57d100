class InsufficientFunds(Exception):
    pass

class Account:
    interest_rate = 0.02

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("Deposit must be positive")
        self.balance += amount
        self.history.append(("deposit", amount))

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(f"Balance is only {self.balance}")
        self.balance -= amount
        self.history.append(("withdraw", amount))

    def add_interest(self):
        self.balance *= 1 + self.interest_rate

    def __str__(self):
        return f"{self.owner}'s account: ${self.balance:,.2f}"

acc = Account("Ann", 1000)
acc.deposit(500)
try:
    acc.withdraw(5000)
except InsufficientFunds as e:
    print(f"Error: {e}")
acc.withdraw(200)
for year in range(1, 6):
    acc.add_interest()
    print(f"Year {year}: {acc}")
acc.history
