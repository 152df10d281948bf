"""Words that are no names: letters by chance, so that no language is learnt."""

from random import Random

from .alphabet import MARKED, PLAIN, POINTS, SMALL_MARKED

SMALL = [letter.lower() for letter in PLAIN]
# Letters that European names are full of come more often than by chance.
COMMON = "ÁÄÅÃÇÉÈËÍÓÖØŐÚÜÑŠŽĆČŁÝŻŚŞĞ"
SMALL_COMMON = COMMON.lower()


def word(random: Random) -> str:
    """One to twelve letters in capitals, with a capital at the beginning, or small."""
    style = random.choices(["capitals", "name", "small"], [0.55, 0.38, 0.07])[0]
    share = random.choice([0.0, 0.12, 0.25, 0.5])
    letters = []
    for place in range(random.randint(2, 12)):
        capital = style == "capitals" or (style == "name" and place == 0)
        letters.append(_letter(random, capital, share))
        if 0 < place < 10 and random.random() < 0.03:
            letters += [random.choice(POINTS), _letter(random, style != "small", share)]
    return "".join(letters)


def _letter(random: Random, capital: bool, share: float) -> str:
    if random.random() >= share:
        return random.choice(PLAIN if capital else SMALL)
    if random.random() < 0.5:
        return random.choice(COMMON if capital else SMALL_COMMON)
    return random.choice(MARKED if capital else SMALL_MARKED)
