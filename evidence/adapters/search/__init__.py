"""Search engines behind the ``SearchIndex`` port."""

import warnings

# Whoosh 2.7.4 is older than Python's warnings about some of its literals; the version is pinned.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*whoosh")
