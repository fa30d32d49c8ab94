from __future__ import annotations

from inference.service.byte_cache import ByteCache


def test_what_was_put_in_is_found() -> None:
    cache = ByteCache(10)
    cache.put("a", b"123")
    assert cache.get("a") == b"123"
    assert cache.get("b") is None


def test_the_longest_unused_goes_first() -> None:
    cache = ByteCache(6)
    for key in "ab":
        cache.put(key, b"123")
    cache.get("a")
    cache.put("c", b"123")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"123", None, b"123")
    assert cache.held == 6


def test_what_is_too_large_is_not_kept_and_takes_nothings_place() -> None:
    cache = ByteCache(4)
    cache.put("a", b"123")
    cache.put("b", b"12345")
    assert cache.get("b") is None
    assert cache.get("a") == b"123"


def test_another_value_takes_the_place_of_the_one_before() -> None:
    cache = ByteCache(4)
    cache.put("a", b"123")
    cache.put("a", b"1234")
    assert (cache.get("a"), cache.held) == (b"1234", 4)
