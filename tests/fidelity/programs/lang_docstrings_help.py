def mean(values):
    """Return the arithmetic mean.

    >>> mean([1, 2, 3])
    2.0
    """
    return sum(values) / len(values)

class Stats:
    """Small statistics helper."""

    def spread(self, values):
        """Largest minus smallest."""
        return max(values) - min(values)

print(mean.__doc__.splitlines()[0])
print(Stats.__doc__, "|", Stats.spread.__doc__)
print(mean.__name__, Stats.__name__, Stats().spread.__name__)
print(mean([2, 4, 9]), Stats().spread([2, 4, 9]))
"""
A bare string used as a comment
"""
mean([1, 2, 3, 4])
