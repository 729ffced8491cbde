"""What the makers of indexing's and assignment's data share: random indices of every kind."""


def bound(random, n):
    return random.choice(["", str(random.randint(-n - 1, n + 1))])


def index(random, shape, shares, mask, entry):
    """The text of an index; `shares` are up to where a draw is `None`, `...`, a mask of two axes, and the end."""
    new, dots, pair, end = shares
    entries, k = [], 0
    while k < len(shape):
        kind = random.random()
        if kind < new:
            entries.append("None")
        elif kind < dots and "..." not in entries:
            entries.append("...")
            k += random.choice([0, 1, 2])
        elif kind < pair and k + 1 < len(shape):
            entries.append(mask(shape[k : k + 2]))
            k += 2
        elif kind < end:
            break
        else:
            entries.append(entry(shape[k]))
            k += 1
    return ", ".join(entries or ["..."])
