"""Words that are no names and numbers that are nobody's: letters and digits by chance, so that no language is learnt."""

from random import Random

from .alphabet import DIGITS, MARKED, PLAIN, POINTS, SMALL_MARKED

SMALL = [letter.lower() for letter in PLAIN]
# Letters that European names are full of come more often than by chance.
COMMON = "ÁÄÅÃÇÉÈËÍÓÖØŐÚÜÑŠŽĆČŁÝŻŚŞĞ"
SMALL_COMMON = COMMON.lower()
# Letters and digits that are taken for one another come more often than by chance.
LOOK_ALIKES = "O0I1Z2S5B8G6D"


def word(random: Random) -> str:
    """A word of letters, the number of a document, or a date."""
    kind = random.choices(["letters", "number", "date"], [0.62, 0.28, 0.1])[0]
    return {"letters": _letters, "number": _number, "date": _date}[kind](random)


def _letters(random: Random) -> str:
    """Two to twelve letters in capitals, with a capital at the beginning, or small."""
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


def _number(random: Random) -> str:
    """One to twelve digits and capitals in any order."""
    share = random.choice([0.0, 0.15, 0.4, 0.7])
    alike = random.choice([0.0, 0.3, 0.6])
    signs = []
    for _ in range(random.randint(1, 12)):
        known = PLAIN if random.random() < share else list(DIGITS)
        often = [sign for sign in LOOK_ALIKES if sign in known]
        signs.append(random.choice(often if random.random() < alike else known))
    return "".join(signs)


def _date(random: Random) -> str:
    """The numbers of a day, in any order, that need not exist."""
    between = random.choice(["-", ".", "/"])
    groups = random.choice([(4, 2, 2), (2, 2, 4), (2, 2, 2)])
    return between.join("".join(random.choice(DIGITS) for _ in range(length)) for length in groups)
