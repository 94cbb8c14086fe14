"""Reading the text of files: one format family per module, and the list of them.

Each name is ``module:class`` and is imported only in a child process, when a file of its kind comes;
importing this package costs nothing. To add a format: write its class, add its line here and its kind in
``media.py``, and give the contract suite one good and one broken sample.
"""

EXTRACTORS: tuple[str, ...] = (
    "evidence.extractors.pdf:Pdf",
    "evidence.extractors.word:Word",
    "evidence.extractors.plain:PlainText",
    "evidence.extractors.plain:Markdown",
    "evidence.extractors.plain:CommaSeparated",
    "evidence.extractors.spreadsheet:Spreadsheet",
    "evidence.extractors.slides:Slides",
    "evidence.extractors.webpage:WebPage",
    "evidence.extractors.mail:Mail",
    "evidence.extractors.outlook:Outlook",
    "evidence.extractors.opendocument:OpenDocument",
    "evidence.extractors.rtf:Rtf",
    "evidence.extractors.picture:Picture",
    "evidence.extractors.unread:OldWord",
    "evidence.extractors.unread:OldPowerPoint",
    "evidence.extractors.unread:Locked",
    "evidence.extractors.unread:RightsManaged",
    "evidence.extractors.unread:Archive",
)
