"""Salience: how near to mind each mention of a conversation is, as numbers that are added and compared.

After centering (Grosz, Joshi and Weinstein 1995) the subject comes before the object, and the object before the rest;
Lappin and Leass (1994) made weights of that. Only the order counts. The examples are of tests/dialogues, and turn out
wrong when the order is another.
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

IDENTITY = 45.0
"""An answer that names the subject of the question: after "Who was the captain of the Alma?" ("Tomas Brandt"), "who
picked him up?" means Brandt, and not the captain (a subject; 38 if he was taken up)."""
COUNTED = 35.0
"""What "how many" counts, above the subject: after "How many engineers did the rebels take hostage?", "where are
they being held?" means the engineers."""
ANSWER = {"who": 35.0, "whom": 35.0, "which": 32.0, "what": 26.0, "where": 18.0, "when": 18.0}
"""An answer, by its question word ("which" also for "what company").

Whom one asks for one will talk about: after "Who owns the Karsten mine?" ("Osk Minerals"), "when did it buy it?". What
was done stays behind who did it (30): "what did Felix Amsel ask the city council for?" ("money for new locks"), "did
they agree?". Places and times come behind the object (20): "Where was the Alma built?" ("Gravenholm"), "who owns
it?"."""
SUBJECT, OBJECT, OBLIQUE, INNER = 30.0, 20.0, 15.0, 12.0
"""The parts of a question. Oblique phrases have a preposition ("to travel around the Sun" is about the comet), inner
ones stand inside another ("the factory in Pell" is about the factory)."""
DESCRIPTION_OF_A_NAME = 20.0
"""An answer that describes the name in the question, behind that subject: after "Who was Tomas Brandt?" ("The
captain"), "what did he do" means "what did Tomas Brandt do"."""
WITHIN_ANSWER = 10.0
"""Part of a longer answer, behind all of the question: after "What did inspectors find?" ("cracks in her hull"),
"did they let it sail?" means the inspectors."""
SAME_SENTENCE = 4.0
"""A name in the sentence of the answer, last of all: nobody spoke of it, but the person who asks may have read it."""
A_TURN_AGO = 10.0
"""Taken off for each turn: the object of this turn (20) equals the subject of the turn before (20)."""
TAKEN_UP = 8.0
"""Added to what an anaphor stood for, for the talk is about it: an object that was taken up (28) comes before the
answer to "what?" (26), but no subject that was (38) before one that an answer names anew (45)."""
