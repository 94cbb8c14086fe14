"""What can run, fetch or guess: nothing of it is made of what somebody sent. Read from the code itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SCRIPTS = sorted((REPOSITORY / "app" / "web" / "static").glob("*.js"))
CALLS_OUT = {
    "http.client",
    "httpx",
    "httpx2",
    "requests",
    "urllib.request",
    "ftplib",
    "smtplib",
    "socket",
    "aiohttp",
    "urllib3",
}
LETS_CALL_OUT = {
    "app/cli/serving.py": "listens, and calls nobody",
    "evidence/adapters/sign_on/fetching.py": "asks the one provider that a setting names",
}  # fmt: skip
"""Modules that may open a connection, and why."""
STARTS_PROCESSES = {
    "evidence/extractors/process.py": "the children that read files",
    "evidence/extractors/ocr.py": "Tesseract, inside such a child",
}  # fmt: skip
UNSEALS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
READS_YAML_ITSELF = {"sample/sources.py"}
"""Names the safe loader, in C where there is one."""
PATTERNS_OF_OURS = {
    "evidence/adapters/search/whoosh_marks.py": "signs of a constant",
    "evidence/domain/personal_data_kinds.py": "case references, whose pattern administrators set and we check",
    "evidence/extractors/redacting_apart.py": "letters of words, each escaped",
}


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = [path for part in ("app", "evidence", "sample") for path in sorted((REPOSITORY / part).rglob("*.py"))]
    return tuple((str(path.relative_to(REPOSITORY)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with what is called, as far as names tell: ``eval``, ``.xpath``, ``re.compile``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                yield f"{owner}.{node.func.attr}", node


def test_nothing_runs_code_or_commands_made_of_text() -> None:
    found = [
        (place, name)
        for place, tree in modules()
        for name, call in calls(tree)
        if name in {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.unsafe_load"}
        or (name == "yaml.load" and place not in READS_YAML_ITSELF)
        or any(word.arg == "shell" and isinstance(word.value, ast.Constant) for word in call.keywords)
    ]

    assert found == []


def test_only_readers_start_processes() -> None:
    found = {
        place for place, tree in modules() if imported(tree) & {"subprocess", "pty", "os.exec", "multiprocessing"}
    }

    assert found <= set(STARTS_PROCESSES), "start a program only where its input is confined, and say why above"


def test_nothing_unseals_objects() -> None:
    assert {place: found for place, tree in modules() if (found := imported(tree) & UNSEALS)} == {}


def test_nothing_asks_another_machine() -> None:
    found = {place for place, tree in modules() if imported(tree) & CALLS_OUT}

    assert found <= set(LETS_CALL_OUT), "say in SECURITY.md what leaves the machine, and here why"


def test_only_hashes_that_hold_are_used() -> None:
    weak = re.compile(r"\b(md5|md4|sha1|sha224|crc32|adler32)\b", re.IGNORECASE)
    found = {
        place
        for place, tree in modules()
        for node in ast.walk(tree)
        if not place.startswith("sample/") and isinstance(node, ast.Attribute) and weak.fullmatch(node.attr)
    }

    # Authenticator apps know HMAC-SHA-1 alone for certain (RFC 6238); it proves half a minute, and keeps nothing.
    assert found <= {"evidence/domain/signing_in.py"}


def test_chance_comes_from_the_system() -> None:
    assert {
        place for place, tree in modules() if "random" in imported(tree) and not place.startswith("sample/")
    } == set()


def test_patterns_paths_and_templates_are_ours() -> None:
    """Regular expressions, XPath and templates are constants, or hold what was typed only escaped."""
    found = []
    for place, tree in modules():
        for name, call in calls(tree):
            first = call.args[0] if call.args else None
            made = [part for part in ast.walk(first) if isinstance(part, ast.FormattedValue)] if first else []
            if name.split(".")[-1] in {"xpath", "from_string", "Template"} and not isinstance(first, ast.Constant):
                found.append((place, call.lineno, name))
            if place in PATTERNS_OF_OURS:
                continue
            if name.startswith("re.") and name != "re.escape" and any(not _is_safe(part.value) for part in made):
                found.append((place, call.lineno, name))

    assert found == []


def test_what_is_formatted_is_ours() -> None:
    """``"...".format`` and ``%`` on a text that came from outside could read what it should not."""
    of_ours = {
        "app/web/people/one.py": "a sentence of a table",
        "evidence/domain/readiness_words.py": "a sentence of a table",
        "evidence/extractors/pool.py": "a sentence of a table",
    }  # fmt: skip
    found = [
        (place, call.lineno)
        for place, tree in modules()
        for name, call in calls(tree)
        if place not in of_ours and name.endswith(".format") and isinstance(call.func, ast.Attribute)
        if not isinstance(call.func.value, ast.Constant | ast.JoinedStr)
        and not ast.unparse(call.func.value).split("(")[0].split(".")[-1].lstrip("_")[:1].isupper()
    ]

    assert found == []


def test_only_known_libraries_do_cryptography() -> None:
    known = {"hashlib", "hmac", "secrets", "ssl", "argon2", "cryptography", "jwt"}
    doing = {"Crypto", "nacl", "OpenSSL", "rsa", "ecdsa", "passlib", "bcrypt", "crypt", "itsdangerous", "jose"}
    found = {name.split(".")[0] for _, tree in modules() for name in imported(tree)}

    assert found & doing == set()
    assert {"hashlib", "hmac", "secrets", "argon2"} <= found & known


def _is_safe(value: ast.expr) -> bool:
    """Whether it is escaped, or one of our own constants, which are written in capitals."""
    if isinstance(value, ast.Call):
        return "escape" in ast.unparse(value)
    return ast.unparse(value).split(".")[-1].lstrip("_").isupper()


def test_scripts_write_text_and_never_markup() -> None:
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|__proto__|"
        r"addEventListener\(\"(?:message|paste)\"|document\.domain|\bwindow\.open\("
    )

    assert {path.name: found for path in SCRIPTS if (found := risky.findall(path.read_text(encoding="utf-8")))} == {}


def test_browsers_keep_two_preferences_and_nothing_else() -> None:
    kept = re.compile(r"(?:localStorage|sessionStorage)\.setItem\((\w+)|indexedDB|document\.cookie")
    found = {path.name: kept.findall(path.read_text(encoding="utf-8")) for path in SCRIPTS}

    assert {name: keys for name, keys in found.items() if keys} == {"search.js": ["NO_KEY"], "triage.js": ["KEPT"]}
