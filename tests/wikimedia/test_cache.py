from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from yarl import URL

from inference.wikimedia.cache import Entry, HttpCache, cache_key

KEY = "https://example.org/a?b=1"


def keep(cache: HttpCache, body: bytes = b"body", key: str = KEY) -> Entry:
    return cache.put(key, body, status=200, content_type="image/jpeg", fetched_at=10.5, etag='"1"')


def meta_file(cache: HttpCache) -> Path:
    return cache.path(KEY).with_suffix(".json")


def test_what_was_kept_is_found_by_another_process(cache: HttpCache, tmp_path: Path) -> None:
    kept = keep(cache)
    found = HttpCache(tmp_path / "wikimedia").get(KEY)
    assert found == kept
    assert found.path.read_bytes() == found.body == b"body"
    assert (found.meta.status, found.meta.etag, found.meta.fetched_at) == (200, '"1"', 10.5)
    assert cache.get("https://example.org/a?b=2") is None


def test_a_later_answer_takes_the_place_of_an_earlier_one(cache: HttpCache) -> None:
    keep(cache)
    newer = keep(cache, b"newer")
    assert cache.get(KEY) == newer
    assert len(list(newer.path.parent.iterdir())) == 2


def test_a_link_to_a_body_keeps_it_when_another_takes_its_place(
    cache: HttpCache, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").hardlink_to(keep(cache).path)
    keep(cache, b"newer")
    assert (tmp_path / "photo.jpg").read_bytes() == b"body"


def test_renewing_changes_the_time_and_nothing_else(cache: HttpCache) -> None:
    kept = keep(cache)
    renewed = cache.renew(kept, 99.0)
    assert cache.get(KEY) == renewed
    assert renewed.meta == kept.meta.model_copy(update={"fetched_at": 99.0})


@pytest.mark.parametrize(
    "damage",
    [
        lambda body, meta: body.unlink(),
        lambda body, meta: meta.unlink(),
        lambda body, meta: body.write_bytes(b"bod"),
        lambda body, meta: body.write_bytes(b""),
        lambda body, meta: meta.write_bytes(b""),
        lambda body, meta: meta.write_bytes(meta.read_bytes()[:-9]),
        lambda body, meta: meta.write_bytes(b"\xff\xfe"),
        lambda body, meta: meta.write_text("[]"),
        lambda body, meta: meta.write_text(json.dumps({"url": KEY})),
        lambda body, meta: meta.write_text(meta.read_text().replace("b=1", "b=2")),
    ],
)
def test_what_is_not_whole_is_no_entry(
    cache: HttpCache, damage: Callable[[Path, Path], object]
) -> None:
    damage(keep(cache).path, meta_file(cache))
    assert cache.get(KEY) is None
    assert keep(cache) == cache.get(KEY)  # kept anew


def test_a_body_whose_json_is_of_an_earlier_one_is_no_entry(cache: HttpCache) -> None:
    earlier = keep(cache).path.read_bytes(), meta_file(cache).read_bytes()
    keep(cache, b"newer")
    meta_file(cache).write_bytes(earlier[1])
    assert cache.get(KEY) is None


def test_a_folder_that_is_no_more_is_an_empty_cache(cache: HttpCache) -> None:
    keep(cache)
    for path in cache.path(KEY).parent.iterdir():
        path.unlink()
    cache.path(KEY).parent.rmdir()
    assert cache.get(KEY) is None
    keep(cache)
    assert cache.get(KEY) is not None


WRITER = """
import sys
from pathlib import Path
from inference.wikimedia.cache import HttpCache
cache = HttpCache(Path(sys.argv[1]))
for number in range(1_000_000):
    for key in (f"https://example.org/{number}", "https://example.org/same"):
        body = str(number).encode() * 10_000
        cache.put(key, body, status=200, content_type="text/plain", fetched_at=number)
    print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_had_been_kept(cache: HttpCache, tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WRITER, str(tmp_path / "wikimedia")], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(20)]
        writer.kill()
        told += [int(line) for line in writer.stdout]
    for number in told:
        entry = cache.get(f"https://example.org/{number}")
        assert entry is not None
        assert entry.body == str(number).encode() * 10_000
    same = cache.get("https://example.org/same")
    # Between the two files of an entry it is lost; it is never wrong.
    assert same is None or same.body == str(int(same.meta.fetched_at)).encode() * 10_000


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://e.org/?b=2&a=1", "https://e.org/?a=1&b=2", True),
        ("https://e.org/?a=1&maxlag=5", "https://e.org/?a=1", True),
        ("https://e.org/?a=1#part", "https://e.org/?a=1", True),
        ("https://e.org/я", "https://e.org/%D1%8F", True),
        ("https://e.org/?a=1", "https://e.org/?a=2", False),
        ("https://e.org/?a=1&b=2", "https://e.org/?a=1%26b=2", False),
        ("https://e.org/?a=1|2", "https://e.org/?a=1%1F2", False),
        ("https://e.org/a", "http://e.org/a", False),
    ],
)
def test_a_key_is_the_address_with_its_parameters_in_order(
    one: str, other: str, equal: bool
) -> None:
    assert (cache_key(URL(one)) == cache_key(URL(other))) is equal
