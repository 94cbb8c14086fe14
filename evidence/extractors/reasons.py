"""The sentences that say why a file's text could not be read, and what to do next."""

PASSWORD = "This file is protected with a password. Save a copy without the password and add it as a new version."  # noqa: S105 - no secret
RIGHTS = (
    "This file's permissions are restricted by its owner's organisation. Ask them for a copy without "
    "restrictions, or save it as PDF, and add that as a new version."
)
DAMAGED = (
    "This file is damaged or not complete, so its text could not be read. Open it in the program it was made "
    "with, save it again, and add it as a new version."
)
TOO_MUCH = (
    "This file unpacks to far more than a document should hold, so it was not read. Save it again in the "
    "program it was made with, or split it, and add that as a new version."
)
UNSAFE = (
    "This file is built in a way that office programs never use and that can be harmful, so it was not read. "
    "Save it as PDF and add that as a new version."
)
TOO_SLOW = (
    "Reading this file took longer than {seconds:g} seconds, so its text was left out. Save it as PDF, or split it "
    "into smaller files, and add that as a new version."
)
TOO_BIG_IN_MEMORY = (
    "This file needs more memory than one document may use, so its text was left out. Split it into smaller "
    "files and add them as new versions."
)
CRASHED = (
    "This file made the text reader stop, so its text was left out. Open it in the program it was made with, "
    "save it again or save it as PDF, and add that as a new version."
)
NO_ROOM = (
    "This machine has no room or is out of order just now, so the text waits to be read. "
    "Ask whoever looks after the library to look at its disk."
)
NO_TESSERACT = (
    "This is a scan and its words could not be read, because Tesseract is not installed on this machine. "
    "Ask whoever looks after the library to install it, or add a version whose text can be selected."
)
SCAN_TOO_SLOW = (
    "The words on this scanned page could not be read within {seconds:g} seconds. Scan it again straight and clear, "
    "or add a version whose text can be selected."
)
PAGE_NOT_DRAWN = (
    "This page cannot be shown: it is damaged, or too large to draw safely. Read its text, or fetch the file and "
    "open it in the program it was made with."
)
PAGE_TOO_SLOW = (
    "Showing this page took longer than {seconds:g} seconds, so it was left. Read its text, or fetch the file and "
    "open it in the program it was made with."
)
NO_ROOM_TO_DRAW = (
    "This machine has no room or is out of order just now, so the page cannot be shown. Ask whoever looks after "
    "the library to look at its disk."
)
OF_A_PAGE = {
    DAMAGED: PAGE_NOT_DRAWN,
    TOO_MUCH: PAGE_NOT_DRAWN,
    TOO_BIG_IN_MEMORY: PAGE_NOT_DRAWN,
    CRASHED: PAGE_NOT_DRAWN,
    NO_ROOM: NO_ROOM_TO_DRAW,
}
"""What to say instead where a page was to be shown and not its text read."""
NOT_REDACTED_KIND = (
    "Only PDF, Word (.docx) and Excel (.xlsx) files can be redacted. Save this one as PDF, add that as a new "
    "version, and redact it."
)
NOT_REDACTED = (
    "This file is damaged, or built in a way that cannot be redacted safely, so no copy was made. Open it in the "
    "program it was made with, save it as PDF, add that as a new version, and redact it."
)
PAGE_NOT_REDACTED = (
    "Page {page} is damaged and cannot be drawn, so no redacted copy was made. Open the file in the program it was "
    "made with, save it again, add that as a new version, and redact it."
)
TOO_MANY_PAGES = (
    "This PDF has more than {most} pages, too many to redact at once. Split it, add the parts as documents, and "
    "redact those."
)
TOO_MUCH_TO_REDACT = (
    "This file is too large or too slow to redact safely, so no copy was made. Split it into smaller files, add them "
    "as documents, and redact those."
)
STILL_THERE = (
    "A redacted copy was made and searched, and something that was to be taken out could still be found in it, so it "
    "was thrown away. Save the file as PDF, add that as a new version, and redact it."
)
OVER_A_PAGE = (
    "Words that were to be taken out begin at the end of a page and go on on the next one, so no redacted copy was "
    "made. Ask for each of those words by itself too, or cover both pages whole."
)
NO_ROOM_TO_REDACT = (
    "This machine has no room or is out of order just now, so no redacted copy could be made. Ask whoever looks "
    "after the library to look at its disk."
)
OF_A_REDACTION = {
    NO_ROOM: NO_ROOM_TO_REDACT,
    DAMAGED: NOT_REDACTED,
    UNSAFE: NOT_REDACTED,
    CRASHED: NOT_REDACTED,
    TOO_MUCH: TOO_MUCH_TO_REDACT,
    TOO_BIG_IN_MEMORY: TOO_MUCH_TO_REDACT,
}
"""What to say instead where a file was to be redacted and not its text read."""
MACROS = "This file carries macros."
