"""Kinds of file that are kept and listed, but whose text is not read: each says why."""

from pathlib import Path

from evidence.extractors import media, reasons
from evidence.readings import Reading, Unreadable

_OLD = (
    "This is a {label}, whose text the library cannot read. Save it as {new} and add that as a new version; "
    "until then only its title and tags can be searched."
)


class _Unread:
    """Refuses to read; what inherits says which kinds, and the reason."""

    media_types: tuple[str, ...] = ()
    reason = ""

    def read(self, path: Path, staging: Path) -> Reading:
        """Raise ``Unreadable`` with what to do for this kind of file."""
        del path, staging
        raise Unreadable(self.reason)


class OldWord(_Unread):
    """Word documents of the kind made until 2003."""

    media_types = (media.DOC,)
    reason = _OLD.format(label=media.label_of(media.DOC), new=".docx")


class OldPowerPoint(_Unread):
    """PowerPoint presentations of the kind made until 2003."""

    media_types = (media.PPT,)
    reason = _OLD.format(label=media.label_of(media.PPT), new=".pptx")


class Locked(_Unread):
    """Office files with a password."""

    media_types = (media.LOCKED,)
    reason = reasons.PASSWORD


class RightsManaged(_Unread):
    """Office files whose permissions an organisation restricts."""

    media_types = (media.RIGHTS_MANAGED,)
    reason = reasons.RIGHTS


class Archive(_Unread):
    """Zip archives, whose members are documents of their own."""

    media_types = (media.ZIP,)
    reason = "This is a zip archive. Unpack it, and add the files in it."
