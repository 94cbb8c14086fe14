"""What a browser calls itself, in words that somebody knows their own devices by."""

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
"""What stands in a user agent, and the browser that it means; those that pretend to be another come first."""
_DEVICES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_LONGEST = 60


def browser_words(user_agent: str) -> str:
    """Say which browser it is and on what, as far as it tells; else what it said, cut.

    >>> browser_words("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")
    'Edge on Windows'
    """
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "")
    device = next((words for mark, words in _DEVICES if mark in user_agent), "")
    if browser:
        return f"{browser} on {device}" if device else browser
    return user_agent[:_LONGEST] or "A browser that does not say which"
