"""Words that tell a person's life from an office's work, and where a sentence or a table begins.

Words only, no decision: ``personal_data_surroundings`` weighs them.
"""

import re

_GROUPS = (
    r"(?![- ](?:forum|group|voice|engagement|involvement|experience|feedback|satisfaction|survey|contribution|finance"
    r"|service|affair|team|level|number|safety|transport|base|association|population)s?\b)"
)
_RELATIVE = r"(?:mother|father|mum|mam|dad|gran|wife|husband|son|daughter|sister|brother|niece|nephew)"
PERSON = re.compile(
    r"\b(?:"
    rf"(?:service[- ]user|client|patient|resident)(?:'s|’s)?\b{_GROUPS}"
    r"|(?:tenant|complainant|appointee|deceased|neighbour|widow|widower|adult at risk)(?:'s|’s)?\b"
    r"|person(?:'s|’s) (?:home|address|number)|next of kin|(?:family|emergency) contact|carer details"
    r"|(?:lives?|lived|living|resid(?:es|ed|ing)) (?:at|alone|with|in)|property at|key ?safe|funeral"
    r"|(?:assessed|detained|conveyed|found|seen) (?:[\w'’-]{1,20} ){0,3}at (?=\d{1,4}[a-c]? (?-i:[A-Z]))"
    r"|home (?:address|number|visit)|at home|own home|tel(?:ephone)? \((?:home|mobile)\)"
    r"|(?:her|his|my|their|whose) (?:\w{1,12} )?(?:parents?|partner|carer|mobile|number|landline|phone|home|flat"
    rf"|address|e-?mail|date of birth|{_RELATIVE})"
    rf"|{_RELATIVE}\b(?! (?:company|house|team))"
    r"|(?:she|he) (?:cares|looks after|lives|lived|was|is|has|had)|mine is|yours(?: sincerely| faithfully| truly)?,"
    r"|d\.?o\.?b\b\.?|date of birth|born|aged \d{2,3}\b(?! (?:and|or|to|plus)\b|[+–-])"
    r"|nhs (?:no|number)|n\.?i\.? (?:no|number)|national insurance"
    r"|i am writing to complain|i live|i can be|contact me|my name is|witness statement|resident in room|statement of"
    r")",
    re.IGNORECASE,
)
"""What speaks for a person's life: words for people who draw on care, their families, homes and births."""
OFFICE = re.compile(
    r"\b(?:"
    r"council|civic|(?:town|county|city|church|village|community|memorial) hall|library|libraries|offices?|centre|hub"
    r"|helpline|hotline|switchboard|reception|directors?|directorate|head of|managers?|lead|leader|chief|officers?"
    r"|commissioners?|authors?|chair(?:ed|man|woman|person)?|cllr|councill?ors?|press|media|enquiries|board|committee"
    r"|cabinet|panel|forum|team|care home|nursing home|surgery|practice|clinic|hospital|school|church|venue|bay"
    r"|(?<!resident in )room|drop-in|meetings?|(?:contact|call|ring) us|(?:for more|further) information|out of hours"
    r"|duty|caretaker|liaison|line|copies|papers|prepared by|contacting|(?:principal|senior|duty) social worker"
    r"|nurses|therapists|nominated individual"
    r"|extension|ext|our (?:\w{2,12} ){0,2}(?:service|line|number|website|mailbox)"
    r"|front door|monday to friday|extra care|lodge|day service|uprn|secretary|clerk|(?:democratic|legal) services"
    r"|(?:police|ambulance)(?= (?:station|officers?|headquarters|liaison)| ?[:(])"
    r"|communications|registered|ltd|limited|plc|cic|charity|trust|partnership|network|co-?ordinator|consultant"
    r"|adviser|advisor|inspector|provider|agency|workshop|p\.?o\.? box|www|https?|solicitors?|healthwatch|advocacy"
    r"|job title|contact details|report of"
    r")\b"
    r"|(?<!emergency )(?<!family )\bcontact:(?= [a-z]{2})|@[\w.-]{0,60}?(?:gov|nhs|police)\.uk\b|@nhs\.net\b"
    r"|\b(?:info|enquir\w{2,4}|contact|admin|office|hello|helpdesk|safeguarding|complaints|adult|feedback)[\w.]{0,20}@",
    re.IGNORECASE,
)
"""What speaks for an office: its places and people at work, official mailboxes, words of meetings and papers."""
ORGANISATION = re.compile(
    r"\b[A-Z][\w'’&-]{1,20},? (?:and |for |of )?(?:Services?|Commission|Agency|Shop|Store|Society|Foundation"
    r"|Association|Authority|Department|Directorate|Union|Institute|College|University|Academy|Court|Tribunal"
    r"|Ombudsman|Bureau|Business Park|Trading Estate|Industrial Estate|Retail Park|Market Place|Museum|Theatre|Hotel"
    r"|Pharmacy|Depot|Homecare|Healthcare|Housing|Supported Living)\b|\b(?:Unit|Suite|Floor) \d"
)
"""What speaks for an office by its capital letters."""
TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\b\.?(?= [A-ZÀ-Þ])")
# A full stop after "Tel", or before "Tel" or "E-mail", ends no sentence: such lines give the details of one place.
SENTENCE_END = re.compile(
    r"(?<!\bTel)(?<!\bNo)(?<!\bExt)(?<!\bSt)(?<!\bM[rs])(?<!\bMrs)(?<!\bDr)[.!?][\"'”’)]{0,2}\s"
    r"(?!(?:Tel|Telephone|Phone|Fax|Mobile|Text)[.:]? {0,2}[+(\d]|E-?mail:? \S{1,64}@|(?:Web|Website):? (?:www|http))"
)
_PEOPLE = r"(?:service user|client|patient|resident|tenant|person|adult|carer|complainant|next of kin)"
NAMES_COLUMN = re.compile(
    rf"^(?:(?:full |first |last )?(?:name|surname|forename)|{_PEOPLE}(?:(?:'s|’s)? name)?)s?$", re.IGNORECASE
)
"""The whole heading of a column of names."""
PEOPLE_COLUMN = re.compile(rf"^{_PEOPLE}\b", re.IGNORECASE)
"""The beginning of a heading that says the table is about people."""
BIRTHS_COLUMN = re.compile(r"^(?:d\.?o\.?b\.?|(?:date of )?birth(?: ?date)?|born)$", re.IGNORECASE)
"""The whole heading of a column of dates of birth."""
HEADING_CELL = re.compile(
    r"(?:^|(?<=\|)) ?(?:no|ref|name|date of birth|dob|(?:tele)?phone|tel|e-?mail|address|post ?code|nhs (?:no|number)"
    rf"|job title|role|team|manager|outcome|notes|{_PEOPLE})\b[^|\d]{{0,20}}(?=\||$)",
    re.IGNORECASE,
)
"""One cell of a table's headings; two in one row open a new table."""
