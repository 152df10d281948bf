"""The characters of printed names in Latin letters, each with its plain letter, and of numbers and dates."""

CAPITALS = {
    "A": "ÁÀÂÄÃÅĂĄĀÆ", "C": "ÇĆČĊ", "D": "ĎĐ", "E": "ÉÈÊËĚĘĒĖ", "G": "ĞĢĠ", "H": "Ħ", "I": "ÍÌÎÏİĪĮ",
    "K": "Ķ", "L": "ŁĹĽĻ", "N": "ÑŃŇŅ", "O": "ÓÒÔÖÕŐØŒ", "R": "ŘŔ", "S": "ŠŚŞȘ", "T": "ŤȚ",
    "U": "ÚÙÛÜŮŰŪŲ", "W": "Ŵ", "Y": "ÝŸŶ", "Z": "ŽŹŻ", "P": "Þ",
}
OTHERS = "ßðı"
POINTS = "-'."
DIGITS = "0123456789"
BETWEEN = "/"

PLAIN = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
MARKED = [letter for letters in CAPITALS.values() for letter in letters]
SMALL_MARKED = [letter.lower() for letter in MARKED if letter != "İ"] + list(OTHERS)

# Class 0 is the gap between two letters.
CHARACTERS = "".join([*PLAIN, *[letter.lower() for letter in PLAIN], *MARKED, *SMALL_MARKED, *POINTS, *DIGITS, *BETWEEN])
CLASS_OF = {character: index + 1 for index, character in enumerate(CHARACTERS)}
CLASSES = len(CHARACTERS) + 1
