class Card:
    order = "23456789TJQKA"

    def __init__(self, text):
        self.rank, self.suit = text

    def key(self):
        return (self.order.index(self.rank), "cdhs".index(self.suit))

    def __lt__(self, other): return self.key() < other.key()
    def __le__(self, other): return self.key() <= other.key()
    def __gt__(self, other): return self.key() > other.key()
    def __ge__(self, other): return self.key() >= other.key()
    def __eq__(self, other):
        if not isinstance(other, Card):
            return NotImplemented
        return self.key() == other.key()
    def __ne__(self, other): return not self == other
    def __hash__(self): return hash(self.key())
    def __str__(self): return self.rank + self.suit
    __repr__ = __str__

hand = [Card(t) for t in "Ts 2c Ah 9d Ac Th".split()]
print(sorted(hand), max(hand), min(hand))
print(hand[0] > hand[-1], hand[0] == "Ts", Card("2c") == hand[1], len(set(hand + [Card("2c")])))
hand.sort(key=lambda c: (c.suit, c), reverse=True)
hand
