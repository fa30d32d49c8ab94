from __future__ import annotations

import pytest

from inference.search.spelling import as_latin_keys, as_russian_keys, sound_key


def test_keys_of_one_layout_are_read_on_the_other() -> None:
    assert as_russian_keys("[hfv yf rhjdb") == "храм на крови"
    assert as_russian_keys("'qatktdf ,fiyz") == "эйфелева башня"
    assert as_russian_keys('{HFV "QATKTDF') == "храм эйфелева"
    assert as_latin_keys("ушаауд ещцук") == "eiffel tower"


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("церковь", ("tserkov", "cerkov", "tzerkov")),
        ("храм", ("khram", "hram", "xram")),
        ("преображенский", ("preobrazhenskiy", "preobrazhenskij", "preobrazhensky")),
        ("ильи", ("ilyi", "ili", "ilji")),
        ("щорса", ("shchorsa", "schorsa")),
        ("юрьева", ("yuryeva", "jurjeva")),
    ],
)
def test_usual_romanisations_share_a_key(russian: str, latin: tuple[str, ...]) -> None:
    assert {sound_key(word) for word in latin} == {sound_key(russian)}
