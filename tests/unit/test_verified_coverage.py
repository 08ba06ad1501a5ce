"""Do intervals hold what they promise? 500 simulated partnerships, ten visits each, drawn by our own draw."""

import random
from collections import Counter

import pytest

from chalicelib.domain.sampling import Fact, Terms, Unit, draw
from chalicelib.domain.verified import Found, Pair, Visited, checked, everywhere

PARTNERSHIPS, VISITS, CRITERIA = 500, 10, 24


def partnership(chance: random.Random) -> dict[str, tuple[Unit, tuple[Pair, ...]]]:
    """Organisations that rate themselves well, and of which some are more hopeful than others."""
    made = {}
    hopeful = chance.uniform(0.05, 0.45)
    for n in range(chance.randint(30, 120)):
        sector = chance.choices(("school", "health", "charity"), (6, 2, 2))[0]
        facts = tuple(Fact)[: chance.choices((0, 1, 2), (8, 1, 1))[0]]
        lower = min(max(chance.gauss(hopeful, 0.15), 0.0), 0.9)
        pairs = []
        for c in range(chance.randint(CRITERIA // 2, CRITERIA)):
            own = chance.choices((1, 2, 3, 4), (3, 12, 60, 25))[0]
            step = chance.choices((0, -1, -2, 1), (1 - lower, lower * 0.75, lower * 0.2, lower * 0.05))[0]
            pairs.append(Pair(f"c{c}", c % 6, own, min(max(own + step, 1), 4)))
        made[f"o{n}"] = (Unit(f"o{n}", "", sector, "", facts), tuple(pairs))
    return made


def truth(every: list[Pair], found: Found) -> float:
    return sum(1 for pair in every if pair.is_found(found)) / len(every)


@pytest.fixture(scope="module")
def covered() -> Counter:
    """(which estimate, what) → how often its interval held the truth."""
    held: Counter = Counter()
    for seed in range(PARTNERSHIPS):
        known = partnership(random.Random(seed))
        sample = draw([unit for unit, _ in known.values()], Terms(visits=VISITS), str(seed))
        visits = [
            Visited(
                organisation=c.unit.id,
                sector=c.unit.sector,
                chance=float(c.probability),
                pairs=known[c.unit.id][1],
            )
            for c in sample.chosen
        ]
        every = [pair for _, pairs in known.values() for pair in pairs]
        shares = {"checked": checked(visits).shares}
        shares["everywhere"] = everywhere(visits, Counter(pair.own for pair in every))
        for which, by_found in shares.items():
            for found, share in by_found.items():
                assert share.low is not None
                assert share.high is not None
                held[which, found] += share.low <= truth(every, found) <= share.high
    return held


@pytest.mark.parametrize("which", ["checked", "everywhere"])
@pytest.mark.parametrize("found", list(Found))
def test_intervals_hold_the_truth_nine_times_in_ten_or_more(covered, which, found):
    share = covered[which, found] / PARTNERSHIPS
    assert 0.90 <= share <= 0.99, f"{which} {found}: {share:.1%}"
