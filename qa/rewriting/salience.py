"""Salience: how near to mind a conversation's mentions are, as numbers that are added and compared.

After centering (Grosz, Joshi and Weinstein 1995) the subject comes before the object, and the object before the rest;
Lappin and Leass (1994) made weights of that. Only the order counts, so the steps are round numbers.
"""

__all__ = [
    "A_TURN_AGO",
    "ANSWER",
    "COUNTED",
    "DESCRIPTION_OF_A_NAME",
    "IDENTITY",
    "INNER",
    "OBJECT",
    "OBLIQUE",
    "SAME_SENTENCE",
    "SUBJECT",
    "TAKEN_UP",
    "WITHIN_ANSWER",
]

SUBJECT, OBJECT, OBLIQUE, INNER = 30.0, 20.0, 15.0, 12.0
WITHIN_ANSWER = 10.0
SAME_SENTENCE = 4.0
COUNTED = 35.0
ANSWER = {"who": 35.0, "whom": 35.0, "which": 32.0, "what": 26.0, "where": 18.0, "when": 18.0}
DESCRIPTION_OF_A_NAME = 20.0
IDENTITY = 45.0
A_TURN_AGO = 10.0
TAKEN_UP = 8.0
