"""How a share of ratings is printed: blunt enough that no single rating shows."""

STEP, LEAST, MOST = 5, 10, 90


def published(share: float) -> str:
    """To the nearest 5%, the ends as "over 90%" and "under 10%"."""
    percent = share * 100
    if percent > MOST:
        return f"over {MOST}%"
    if percent < LEAST:
        return f"under {LEAST}%"
    return f"{_rounded(percent)}%"


def published_range(low: float, high: float) -> str:
    """As in "70% to 85%", or one figure where both ends print the same."""
    first, last = published(low), published(high)
    return first if first == last else f"{first} to {last}"


def _rounded(percent: float) -> int:
    return int((percent + STEP / 2) // STEP) * STEP
