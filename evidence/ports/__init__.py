"""What the services need from the world, as contracts that every adapter keeps.

Each docstring is the contract: "must" and "never" are tested against every implementation in
``tests/evidence/adapters``.
"""

from evidence.ports.catalogue import Catalogue, Reading, Writing
from evidence.ports.clock import Clock, FrameworkSource
from evidence.ports.files import FileStore, Staged, TextReader
from evidence.ports.heads import HeadStore, Signer
from evidence.ports.passwords import Passwords
from evidence.ports.registers import RegisterReader, RegisterWriter
from evidence.ports.search import (
    Findable,
    Findables,
    IndexedDocument,
    IndexedPassage,
    Match,
    PassageText,
    SearchIndex,
)
from evidence.ports.sign_on import Examined, Provider

__all__ = [
    "Catalogue",
    "Clock",
    "Examined",
    "FileStore",
    "Findable",
    "Findables",
    "FrameworkSource",
    "HeadStore",
    "IndexedDocument",
    "IndexedPassage",
    "Match",
    "PassageText",
    "Passwords",
    "Provider",
    "Reading",
    "RegisterReader",
    "RegisterWriter",
    "SearchIndex",
    "Signer",
    "Staged",
    "TextReader",
    "Writing",
]
