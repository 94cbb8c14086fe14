"""Files made to harm, one or more of each family, through the real server: none harms, and each is accounted for."""

from pathlib import Path

from tests.hostile.corpus import CORPUS, FAMILIES, THREATS
from tests.hostile.serving import Listener, Served, set_traps
from tests.hostile.settling import settle

MEGABYTE = 1024 * 1024
SHORT = [one for one in CORPUS if one.short]


def test_every_family_and_every_threat_is_stood_for() -> None:
    assert len(CORPUS) >= 400
    assert {one.threat for one in CORPUS} == {one.threat for one in SHORT} == THREATS
    assert all(any(one.short for one in family.files) for family in FAMILIES.values())


def test_no_file_harms_the_server_that_takes_it(tmp_path: Path) -> None:
    listener = Listener()
    traps = set_traps(tmp_path, listener)
    server = Served(tmp_path / "library")
    try:
        before = server.resident()
        wrong = [sentence for fate in settle(server, SHORT, traps) for sentence in fate.wrong]
        grown = server.resident() - before
    finally:
        code, most = server.end()
        listener.close()

    assert wrong == []
    assert code in {0, 143, -15}, server.complaints
    assert not [line for line in server.complaints if "Traceback" in line]
    assert most <= 512 * MEGABYTE
    assert grown <= 100 * MEGABYTE
    assert listener.calls == []
    assert {path.name for path in tmp_path.iterdir()} == {"library", "library-heads", "said", "secret.txt", "told"}
    assert traps.secret.read_text() == traps.secret_words
