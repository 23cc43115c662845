"""English: the words and patterns that the rest of index needs to know of the language."""

import re

from index.text.language import Language

__all__ = ["ENGLISH", "forms", "lemmatize"]

# The base form, then its other forms, which no stemmer brings together ("fled" and "flee", "men" and "man"). A form of
# two verbs ("found", "lay") stands with the commoner one.
_IRREGULAR = """
    arise arose arisen; awake awoke awoken; be was were been am is are; bear bore borne; beat beaten; become became;
    begin began begun; bend bent; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken;
    breed bred; bring brought; build built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung;
    come came; creep crept; deal dealt; dig dug; do did done does; draw drew drawn; dream dreamt; drink drank drunk;
    drive drove driven; dwell dwelt; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found;
    flee fled; fling flung; fly flew flown; forbid forbade forbidden; foresee foresaw foreseen; forget forgot forgotten;
    forgive forgave forgiven; freeze froze frozen; get got gotten; give gave given; go went gone goes; grind ground;
    grow grew grown; hang hung; have had has; hear heard; hide hid hidden; hold held; keep kept; kneel knelt;
    know knew known; lead led; lean leant; leap leapt; learn learnt; leave left; lend lent; lie lay lain lying;
    lose lost; make made; mean meant; meet met; mislead misled; mistake mistook mistaken; overcome overcame;
    overthrow overthrew overthrown; pay paid; prove proven; ride rode ridden; ring rang rung; rise rose risen; run ran;
    say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shine shone; shoot shot; show shown;
    shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken;
    speed sped; spend spent; spill spilt; spin spun; spring sprang sprung; stand stood; steal stole stolen; stick stuck;
    sting stung; stride strode; strike struck stricken; strive strove striven; swear swore sworn; sweep swept;
    swell swollen; swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought;
    throw threw thrown; tread trod trodden; undergo underwent undergone; understand understood;
    undertake undertook undertaken; wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound;
    withdraw withdrew withdrawn; withhold withheld; withstand withstood; write wrote written; child children; foot feet;
    goose geese; knife knives; leaf leaves; life lives; man men; mouse mice; person people persons; policeman policemen;
    policewoman policewomen; thief thieves; tooth teeth; wife wives; wolf wolves; woman women; good better best;
    bad worse worst
"""
_OTHER_FORMS = {line.split()[0]: tuple(line.split()[1:]) for line in _IRREGULAR.split(";")}
_BASE = {form: base for base, others in _OTHER_FORMS.items() for form in others}
# Sentences; what each of these tables is for stands with its field of Language.
_TITLES = frozenset(
    """adm amb asst brig capt cmdr col cpl cpt det dr gen gov hon insp lt maj messrs mr mrs ms mx pfc ph pres prof pvt
    rep reps rev rt sen sens sgt supt""".split()
)
_NUMBERED = frozenset("apr jul jun mar no nos sec".split())
_ABBREVIATIONS = frozenset(
    """al approx assn aug ave bros cf co corp dec dept dir dist ed eds eg est feb fig ft ie inc jan jr ltd mt nov oct op
    pp sep sept ser sr st viz vol vs""".split()
)
_STARTERS = frozenset(
    """a an and after also although another as at but by during for from he her his how however if in it its last
    many meanwhile more most my no nor on one or our several she since so some that the their then there these they
    this those to under we what when where while who with yet you""".split()
)

# Dates
_MONTHS = {
    name: number
    for number, names in enumerate(
        """jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|
        nov november|dec december""".split("|"),
        start=1,
    )
    for name in names.split()
}

# Lines of a web page that belong to no article; whole lines only: inside a sentence the words are the article's.
_NAVIGATION = re.compile(
    r"""(?ix)
    (?: skip\ to\ (?:the\ )?(?:main\ |site\ )?(?:content|navigation|search|footer)
      | (?:back\ to|return\ to)\ (?:the\ )?(?:top|home(?:page)?|index)
      | (?:main\ )?menu | home | search | close | share | print | e?-?mail | save | copy\ link | newsletters?
      | share\ (?:this|on)\ .{0,30} | (?:follow|like|find)\ us\ on\ .{0,40} | tweet | facebook | twitter | whatsapp
      | advertise?ments? | advertisement\ -\ scroll\ to\ continue | sponsored(?:\ content)? | story\ continues\ below.*
      | sign\ (?:in|up|out)(?:\ (?:now|here|for\ .{0,60}))? | log\ ?(?:in|out) | register(?:\ now)?
      | subscribe(?:\ (?:now|today|here|to\ .{0,60}))? | already\ a\ subscriber\?.*
      | (?:accept|reject|manage)\ (?:all\ )?cookies.* | (?:cookie|privacy)\ (?:policy|settings|notice)
      | terms\ (?:of\ (?:use|service)|and\ conditions) | all\ rights\ reserved\.?
      | (?:related|recommended|trending|most\ read|most\ popular)(?:\ (?:articles?|stories|topics|coverage|news|links))?
      | (?:more|also)\ (?:on\ this\ story|from\ .{0,40}) | (?:\d+\ )?comments? | leave\ a\ (?:comment|reply)
      | load\ more | show\ more | see\ (?:all|more) | view\ (?:all|gallery|comments) | next\ article | previous\ article
      | loading(?:\.{3}|…)? | click\ here(?:\ (?:to|for)\ .{0,60})? | listen\ to\ this\ article.* | play\ video
    )""",
)
_READ_MORE = re.compile(
    r"(?i)(?:(?:read|learn|see|find\s+out)\s+more|continue\s+reading|keep\s+reading|full\s+story)(?:\s+(?:here|about\s+.{0,60}))?"
)
_READ_MORE_OF = re.compile(r"(?i)(?:read\s+(?:more|also)|also\s+read|see\s+also|related)\s*[:|–—-]\s*\S.{0,160}")

# Bylines and the properties of documents
_DATE_CUE = re.compile(
    r"(?i)(?:(?:first|last|originally)\s+)?(?P<cue>published|posted|created|issued|dated?|updated|modified)\b"
    r"(?:\s*:|\s+on\b|\s+at\b|\s+by\s+[^.,:]{1,60}?(?:\s+on\b|,|\s*[–—-]))?\s*(?:[0-2]?[0-9][:.][0-9]{2}[^,]{0,12},?\s+)?"
)
_MADE_UP_TITLE = re.compile(
    r"""(?ix)
    untitled.* | microsoft\ (?:word|powerpoint|excel)\b.* | (?:no\ |new\ )?(?:title|document|presentation)\s*\(?\d*\)?
    | (?:slide|layout|page|section|scan|image|img)[\s_-]*\d* | word\ document | powerpoint\ presentation | about:blank
    | .*\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|odt|txt|html?|pages|wpd|p65|ps|eps|tiff?|jpe?g|png|pptx?|xlsx?)
    """
)
_MADE_UP_AUTHOR = re.compile(
    r"(?i)(?:microsoft(?: office)?(?: word)?(?: user)?|python-docx|(?:default )?user(?: ?name)?|admin(?:istrator)?"
    r"|owner|author|unknown|anonymous|n/?a|none|pc|me|hp|dell|lenovo|asus|acer|.*(?:\.exe|pdf|acrobat).*)\.?"
)

_WORD = re.compile(r"[A-Za-z]+")


def lemmatize(text: str) -> str:
    """Replace each irregular form in a text by its base form, to look words up; the result is not for showing.

    >>> lemmatize("The men fled.")
    'The man flee.'
    """
    return _WORD.sub(lambda match: _BASE.get(match.group().lower(), match.group()), text)


def forms(base: str) -> tuple[str, ...]:
    """Return the irregular forms of a base form, the simple past of a verb first; none of a regular word.

    >>> forms("flee"), forms("walk")
    (('fled',), ())
    """
    return _OTHER_FORMS.get(base, ())


ENGLISH = Language(
    titles=_TITLES,
    numbered=_NUMBERED,
    abbreviations=_ABBREVIATIONS,
    sentence_starters=_STARTERS,
    lemmatize=lemmatize,
    articles=("a", "an", "the"),
    prepositions=("at", "in", "into", "on", "to"),
    months=_MONTHS,
    weekday=r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?",
    day=r"[0-3]?[0-9](?:st|nd|rd|th)?",
    before_time="at",
    by="by",
    name_particles=tuple("al el ibn bin abu de da di del della van von der den la le du".split()),
    joins_names="and",
    date_cue=_DATE_CUE,
    change_cues=frozenset({"updated", "modified"}),
    after_date="at|by|updated|last",
    range_words="to|until",
    navigation=_NAVIGATION,
    read_more=_READ_MORE,
    read_more_of=_READ_MORE_OF,
    made_up_title=_MADE_UP_TITLE,
    made_up_author=_MADE_UP_AUTHOR,
)
"""The language that articles and questions are taken to be in."""
