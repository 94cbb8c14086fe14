"""Words that tell the name of a person from a place, an office, a heading or somebody at work."""

import re

WORD = r"(?:(?:[OD]['’]|Mc|Mac|de |van )?[A-ZÀ-Þ][a-zß-ÿŵŷ]{1,20}(?:[-'’][A-ZÀ-Þ][a-zß-ÿŵŷ]{1,20})?|[A-Z]\.)"
"""One word of a name as a regular expression: capital letter first, or an initial."""
NAME = rf"{WORD}(?: {WORD}){{0,3}}"
CAPITALS = r"(?:(?:[OD]['’]|Mc|Mac)?[A-ZÀ-Þ]{2,20}(?:[-'’][A-ZÀ-Þ]{2,20})?)"
"""One word of a name in capital letters throughout, as a regular expression."""
_LOOK = 45  # characters before and after a name
# Words with capital letters in council papers that are no part of a person's name.
_PAPER_WORDS = """
    a about access act action address adult adults advice after age aged agency all also an and annual appendix
    april are area as assessment assistant at audit august authority before better birth board both budget but
    by cabinet care carer carers case chair chief children city civic client clients clinical commission
    commissioning committee community complaint conclusion contact council councillor county customer date day
    december decision dementia department deputy details development director disability discharge district
    document duty early emergency england equality evidence executive experts extra family february figure
    finance financial first following for forum framework free friday from general government group guidance
    head health her his home hospital hours house housing how human i if improvement in independent information
    inspection insurance integrated investment it its january joint july june key landline last lead leader
    leadership learning legal lessons level life list local making management manager march market may meeting
    member members mental mobile monday my name national needs next nhs no north not notes november number nurse
    nursing october of officer older on one open operations our outcome outcomes oversight page panel part
    partner partners partnership patient pathway people performance person personal phase phone plan planning
    policy postcode practice present prevention primary principal process professional programme project
    protocol provider public quality question record referral region registered report residential resident
    response return review risk royal safe safeguarding saturday scheme scrutiny second section senior september
    service services she social south staff standard statement statutory strategic strategy summary sunday
    support system table team tel telephone tenant that the their there these they this those three thursday
    time to together training transformation trust tuesday two under unit update user users version vision visit
    voluntary was we wednesday week welcome welfare wellbeing we what when where which who will with work worker
    working workforce working world year years yes you young your west east met seen
    he she it him them hers himself herself mine ours but so then now here if as because since until while
    officers councillors directors managers colleagues providers employers trustees nurses volunteers
    occupational therapist therapists physiotherapist receptionist matron estate trading badge parking
    lives lived spoke rang visited says said told asked wants wrote moved died came went living
    job title role post grade email mail organisation dear sir madam surname forename
"""
_NO_NAME = frozenset(_PAPER_WORDS.split())
_NOBODY_WORDS = """
    tbc tba yes
    anyone everyone everybody someone somebody nobody none unknown withheld redacted anonymous anon removed all
    confidential residents women men adults people children carers clients patients tenants males females those
    others names deceased various born gender ethnicity religion language allergies occupation status marital
    diagnosis
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
# A run of capital words with one of these is a place or an organisation, whatever its other words are.
_PLACE_WORDS = """
    road street lane row crescent close avenue drive way place gardens terrace grove court hill mews walk square
    paddock paddocks green park house home homes hall centre hub lodge surgery hospital hospice trust council
    society association foundation charity church school college library ward day ltd limited plc cic
    group club company estate homecare healthcare bank theatre station bridge farm villas cottage cottages view
    rise heath common field fields manor constabulary police ambulance healthwatch university bureau agency
    services service team board panel forum network programme project scheme plan policy strategy act award report
    review week month shop protocol procedure guidance standards statement charter pledge survey toolkit cllr
    councillor dr doctor prof professor rev reverend sir dame lord lady mayor
"""
_PLACE = frozenset(_PLACE_WORDS.split())
_JOB = (
    r"(?:(?:vice|lay|service|strategic|interim|assistant|deputy|executive|senior|principal|chief|lead|head|area|locality"
    r"|social|group|corporate|team|registered|practice|independent|operations|care|community|district|mental|occupational"
    r"|advanced|support|safeguarding|communications|strategy|commissioning|the|a|an|her|his|our)[ -]){0,4}"
    r"(?:director|manager|officer|head|lead|leader|chief|chair|commissioner|executive|worker|nurse|therapist|gp|doctor"
    r"|advocate|solicitor|consultant|adviser|advisor|coroner|inspector|co-?ordinator|clerk|secretary|councillor|cllr"
    r"|practitioner|matron|midwife|chaplain|pharmacist|psychologist|psychiatrist|paramedic|surgeon"
    r"|assessor|reviewer|auditor|author|member|mayor|portfolio holder|analyst|associate)s?\b"
)
_ANOTHER = r"(?: and (?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-ZÀ-Þ][\w'’-]{1,20}(?: [A-ZÀ-Þ][\w'’-]{1,20})?,)?"
_JOB_AFTER = re.compile(
    rf"^{_ANOTHER}(?i:(?:'s|’s)?(?:,| \(| –| -|:| \|| is| was| as)? ?{_JOB})"
    r"|^(?:,| of| from| \() ?(?:Healthwatch"
    r"|(?:[A-Z][\w'’&-]{1,20} ){1,3}(?:Council|Trust|University|CIC|Ltd|Limited|Hospital))\b"
    r"|^ \((?!Mother|Father|Daughter|Sister|Brother|Wife|Husband|Partner|Carer|Friend)"
    r"(?:[A-Z][a-z]{3,20}(?: [A-Za-z&]{2,20}){0,3}|[A-Z]{3,8})\)"
)
_JOB_BEFORE = re.compile(rf"(?:\b{_JOB}|\bdr|\bprof|\bprofessor|\brev|\bsir|\bdame)[,:.]? ?\(?$", re.IGNORECASE)
_AT_WORK = re.compile(
    r"^(?:[^.\n|]{0,30}? )?(?:presented|moved (?:the|that|an?)|seconded|thanked|introduced|advised|chaired"
    r"|explained to the (?:board|committee|panel)|updated the|reported (?:that|to|on)"
    r"|gave an? (?:update|presentation)|outlined|welcomed|opened|declared|queried|commented|clarified|commended"
    r"|asked (?:(?:whether|if)(?! s?he\b)|that (?:the|members|officers)|members|for an update))\b"
)
_AT_WORK_BEFORE = re.compile(
    r"\b(?:apologies|present|attendance|minutes|welcomed|thanked|(?:seconded|moved|proposed|presented|chaired|prepared"
    r"|signed off|approved|agreed|authorised|audited) by|report (?:of|by|from)|contacting|councillors?|cllrs?|copies:"
    r"|keynote:|(?:officer )?(?<!emergency )(?<!family )contact(?: officer)?:)(?!\w)[^.\n]{0,40}$",
    re.IGNORECASE,
)


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the part of a run of capital words that can be a name; None for a place, an office or a label."""
    words = [(start + word.start(), start + word.end()) for word in re.finditer(r"\S+", text[start:end])]
    plain = [re.sub(r"['’]s$", "", text[slice(*word)]).strip(".").lower() for word in words]
    if any(word in _PLACE for word in plain):
        return None
    while plain and plain[0] in _NO_NAME:
        del plain[0], words[0]
    for at, word in enumerate(plain):
        if word in _NO_NAME:
            del words[at:]
            break
    if not words or plain[0] in _NOBODY:
        return None
    return words[0][0], words[-1][1]


def is_at_work(text: str, place: tuple[int, int]) -> bool:
    """Tell whether a name stands beside a job, or with what people do at meetings."""
    before = text[max(0, place[0] - _LOOK) : place[0]].rpartition("\n")[2]
    behind = text[place[1] : place[1] + _LOOK]
    return bool(
        _JOB_AFTER.match(behind)
        or _AT_WORK.match(behind)
        or _JOB_BEFORE.search(before)
        or _AT_WORK_BEFORE.search(before)
    )
