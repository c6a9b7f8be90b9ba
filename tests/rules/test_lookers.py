"""Who has looked at what is what a set under each key would hold."""

from random import Random

from dovetail.rules.asking.lookers import Lookers


def test_lookers_are_sets_under_keys(seed: int) -> None:
    random = Random(f"{seed} lookers")
    lookers, wanted = Lookers[str, tuple[str, str]](), dict[str, set[tuple[str, str]]]()
    for _ in range(2000):
        key, one = random.choice("abc"), (random.choice("uvwxyz"), "near")
        if random.random() < 0.5:
            lookers.add(key, one)
            wanted.setdefault(key, set()).add(one)
        else:
            lookers.discard(key, one)
            wanted.get(key, set()).discard(one)
        asked = random.sample("abcd", random.randrange(5))
        assert lookers.of(*asked) == set[tuple[str, str]]().union(*(wanted.get(k, ()) for k in asked))
