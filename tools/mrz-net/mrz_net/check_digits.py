"""Check digits of ICAO Doc 9303-3 section 4.9, and where each format carries them."""

from .alphabet import ALPHABET, FILLER

_WEIGHTS = (7, 3, 1)
_VALUES = {c: (0 if c == FILLER else ALPHABET.index(c)) for c in ALPHABET}


def check_digit(body: str) -> str:
    """The digit that proves `body`: values times 7, 3, 1 in turn, summed modulo 10; the filler counts 0."""
    return str(sum(_VALUES[c] * _WEIGHTS[i % 3] for i, c in enumerate(body)) % 10)


def _proves(body: str, digit: str) -> bool:
    """Optional data without content may carry a filler in place of its digit (Doc 9303-4 section 4.2.2)."""
    return digit == check_digit(body) or (digit == FILLER and not body.strip(FILLER))


def checks_pass(lines: list[str]) -> bool:
    """Whether each check digit of a zone is right. False for shapes that no format has."""
    if any(c not in _VALUES for line in lines for c in line):
        return False
    shape = [len(line) for line in lines]
    if shape == [30, 30, 30]:
        return _td1(lines[0], lines[1])
    if shape == [36, 36] and lines[0].startswith("IDFRA"):
        return _old_french(lines[0], lines[1])
    if shape in ([36, 36], [44, 44]):
        return _two_lines(lines[0], lines[1])
    return False


def _td1(first: str, second: str) -> bool:
    long_number = first[14] == FILLER
    return (
        (long_number or _proves(first[5:14], first[14]))
        and _proves(second[0:6], second[6])
        and _proves(second[8:14], second[14])
        and _proves(first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29])
    )


def _old_french(first: str, second: str) -> bool:
    return (
        _proves(second[0:12], second[12])
        and _proves(second[27:33], second[33])
        and _proves(first + second[:35], second[35])
    )


def _two_lines(first: str, second: str) -> bool:
    dated = _proves(second[0:9], second[9]) and _proves(second[13:19], second[19]) and _proves(second[21:27], second[27])
    if first.startswith("V"):
        return dated
    end = len(second) - 1
    whole = _proves(second[0:10] + second[13:20] + second[21:end], second[end])
    return dated and whole and (len(second) == 36 or _proves(second[28:42], second[42]))
