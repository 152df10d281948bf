"""What is printed: zones of every format with right check digits, and random lines so that no language is learnt."""

from collections.abc import Callable

import numpy as np

from .alphabet import ALPHABET, DIGITS, FILLER, LETTERS, LOOKALIKES
from .check_digits import check_digit
from .state_codes import STATE_CODES

Random = np.random.Generator

_ALPHANUMERIC = DIGITS + LETTERS
_VOWELS, _CONSONANTS = "AEIOUY", "BCDFGHJKLMNPQRSTVWXZ"
RANDOM_SHARE = 0.3


def draw_zone(rng: Random) -> list[str]:
    """The lines of one zone, two or three of 30, 36 or 44 characters; about 30 % hold random characters."""
    if rng.random() < RANDOM_SHARE:
        length, count = _RANDOM_SHAPES[rng.integers(0, len(_RANDOM_SHAPES))]
        return [_random_line(rng, length) for _ in range(count)]
    makers, shares = zip(*_FORMATS, strict=True)
    return makers[rng.choice(len(makers), p=shares)](rng)


_RANDOM_SHAPES = ((30, 3), (36, 2), (44, 2))


def _random_line(rng: Random, length: int) -> str:
    kind = rng.random()
    if kind < 0.35:
        return _pick(rng, ALPHABET, length)
    if kind < 0.6:
        return _pick(rng, _ALPHANUMERIC + FILLER * 12, length)
    if kind < 0.9:
        return _pick(rng, LOOKALIKES * 2 + _ALPHANUMERIC, length)
    return _padded("".join(_pick(rng, _ALPHANUMERIC, int(rng.integers(1, 12))) + "<" * int(rng.integers(1, 4)) for _ in range(3)), length)


def _pick(rng: Random, characters: str, count: int) -> str:
    return "".join(characters[i] for i in rng.integers(0, len(characters), count))


def _padded(text: str, length: int) -> str:
    return text[:length].ljust(length, FILLER)


def _name(rng: Random) -> str:
    """One word of a name: most can be spoken, the others are any letters, so that no letter is expected."""
    length = int(rng.integers(2, 11))
    if rng.random() < 0.35:
        return _pick(rng, LETTERS, length)
    word, vowel = "", bool(rng.random() < 0.4)
    for _ in range(length):
        word += _pick(rng, _VOWELS if vowel else _CONSONANTS, 1)
        if rng.random() < 0.85:
            vowel = not vowel
    return word


def _words(rng: Random) -> str:
    count = 1 + int(rng.random() < 0.4) + int(rng.random() < 0.12)
    return FILLER.join(_name(rng) for _ in range(count))


def _names(rng: Random) -> str:
    return _words(rng) if rng.random() < 0.04 else _words(rng) + FILLER * 2 + _words(rng)


def _state(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.06:
        return "D<<"
    if kind < 0.7:
        return _padded(STATE_CODES[rng.integers(0, len(STATE_CODES))], 3)
    return _pick(rng, LETTERS, 3)


def _date(rng: Random) -> str:
    """YYMMDD and its digit; a month or day that is unknown is left as fillers (Doc 9303-3 section 4.8)."""
    month = "<<" if rng.random() < 0.01 else f"{rng.integers(1, 13):02d}"
    day = "<<" if month == "<<" or rng.random() < 0.01 else f"{rng.integers(1, 32):02d}"
    body = f"{rng.integers(0, 100):02d}{month}{day}"
    return body + check_digit(body)


def _sex(rng: Random) -> str:
    return "MMMFFF<<X"[rng.integers(0, 9)]


def _number(rng: Random) -> str:
    """A document number of nine places and its digit."""
    kind = rng.random()
    if kind < 0.3:
        body = _pick(rng, DIGITS, 9)
    elif kind < 0.65:
        body = _pick(rng, LETTERS, int(rng.integers(1, 4))) + _pick(rng, DIGITS, int(rng.integers(5, 8)))
    elif kind < 0.8:
        body = _pick(rng, LOOKALIKES, 9)
    else:
        body = _pick(rng, _ALPHANUMERIC, int(rng.integers(6, 10)))
    body = _padded(body, 9)
    return body + check_digit(body)


def _optional(rng: Random, length: int) -> str:
    kind = rng.random()
    if kind < 0.4:
        return FILLER * length
    pool = DIGITS if kind < 0.6 else _ALPHANUMERIC if kind < 0.9 else ALPHABET
    return _padded(_pick(rng, pool, int(rng.integers(1, length + 1))), length)


def _code(rng: Random, first: str) -> str:
    return _pick(rng, first, 1) + (FILLER if rng.random() < 0.55 else _pick(rng, LETTERS, 1))


def _td1(rng: Random) -> list[str]:
    first = _code(rng, "IIIIACV") + _state(rng) + _number(rng) + _optional(rng, 15)
    second = _date(rng) + _sex(rng) + _date(rng) + _state(rng) + _optional(rng, 11)
    whole = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + whole, _padded(_names(rng), 30)]


def _td2(rng: Random) -> list[str]:
    second = _number(rng) + _state(rng) + _date(rng) + _sex(rng) + _date(rng) + _optional(rng, 7)
    whole = check_digit(second[0:10] + second[13:20] + second[21:35])
    return [_padded(_code(rng, "IIIPAC") + _state(rng) + _names(rng), 36), second + whole]


def _td3(rng: Random) -> list[str]:
    optional = _optional(rng, 14)
    blank = not optional.strip(FILLER) and rng.random() < 0.5
    second = _number(rng) + _state(rng) + _date(rng) + _sex(rng) + _date(rng)
    second += optional + (FILLER if blank else check_digit(optional))
    whole = check_digit(second[0:10] + second[13:20] + second[21:43])
    return [_padded(_code(rng, "P") + _state(rng) + _names(rng), 44), second + whole]


def _visa(length: int) -> Callable[[Random], list[str]]:
    def draw(rng: Random) -> list[str]:
        second = _number(rng) + _state(rng) + _date(rng) + _sex(rng) + _date(rng)
        return [_padded(_code(rng, "V") + _state(rng) + _names(rng), length), second + _optional(rng, length - 28)]

    return draw


def _old_french(rng: Random) -> list[str]:
    """The French card of 1994 to 2021: the office after the name, given names between number and birth date."""
    office = _pick(rng, DIGITS, 6) if rng.random() < 0.7 else FILLER * 6
    first = _padded("IDFRA" + _words(rng), 30) + office
    number = _pick(rng, DIGITS, 12)
    second = number + check_digit(number) + _padded(FILLER.join([_name(rng), _name(rng)][: int(rng.integers(1, 3))]), 14)
    second += _date(rng) + _sex(rng)
    return [first, second + check_digit(first + second)]


_FORMATS: tuple[tuple[Callable[[Random], list[str]], float], ...] = (
    (_td3, 0.42),
    (_td1, 0.3),
    (_td2, 0.12),
    (_visa(44), 0.06),
    (_visa(36), 0.05),
    (_old_french, 0.05),
)
