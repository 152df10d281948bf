"""The characters of a machine-readable zone and the classes that stand for them."""

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER = "<"
ALPHABET = DIGITS + LETTERS + FILLER

BLANK = 0
"""Class of the CTC blank; character `ALPHABET[i]` is class `i + 1`."""
CLASSES = len(ALPHABET) + 1

CLASS_OF = {character: index + 1 for index, character in enumerate(ALPHABET)}

LOOKALIKES = "O0DQI1LB8S5Z2G6"
"""Characters that poor print and poor pictures turn into one another most often."""
