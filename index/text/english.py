"""English words whose forms no stemmer brings together: "fled" and "flee", "men" and "man"."""

import re

__all__ = ["forms", "lemmatize"]

# Each line: the base form, then its other forms. A form of two verbs ("found", "lay") stands with the commoner one.
_FORMS = """
arise arose arisen
awake awoke awoken
be was were been am is are
bear bore borne
beat beaten
become became
begin began begun
bend bent
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen
cling clung
come came
creep crept
deal dealt
dig dug
do did done does
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
dwell dwelt
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fling flung
fly flew flown
forbid forbade forbidden
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
go went gone goes
grind ground
grow grew grown
hang hung
have had has
hear heard
hide hid hidden
hold held
keep kept
kneel knelt
know knew known
lead led
lean leant
leap leapt
learn learnt
leave left
lend lent
lie lay lain lying
lose lost
make made
mean meant
meet met
mislead misled
mistake mistook mistaken
overcome overcame
overthrow overthrew overthrown
pay paid
prove proven
ride rode ridden
ring rang rung
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
speak spoke spoken
speed sped
spend spent
spill spilt
spin spun
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
stride strode
strike struck stricken
strive strove striven
swear swore sworn
sweep swept
swell swollen
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
tread trod trodden
undergo underwent undergone
understand understood
undertake undertook undertaken
wake woke woken
wear wore worn
weave wove woven
weep wept
win won
wind wound
withdraw withdrew withdrawn
withhold withheld
withstand withstood
write wrote written
child children
foot feet
goose geese
knife knives
leaf leaves
life lives
man men
mouse mice
person people persons
policeman policemen
policewoman policewomen
thief thieves
tooth teeth
wife wives
wolf wolves
woman women
good better best
bad worse worst
"""
_OTHER_FORMS = {line.split()[0]: tuple(line.split()[1:]) for line in _FORMS.strip().splitlines()}
_BASE = {form: line.split()[0] for line in _FORMS.strip().splitlines() for form in line.split()[1:]}
_WORD = re.compile(r"[A-Za-z]+")


def lemmatize(text: str) -> str:
    """The text with each irregular form replaced by its base form; for looking words up, not for showing."""
    return _WORD.sub(lambda match: _BASE.get(match.group().lower(), match.group()), text)


def forms(base: str) -> tuple[str, ...]:
    """The irregular forms of a base form, the simple past of a verb first; none of a word that is regular."""
    return _OTHER_FORMS.get(base, ())
