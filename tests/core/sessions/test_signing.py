from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import BadTokenError
from sallyport.core.sessions.signing import Signer

SECRET = "a-secret-of-more-than-thirty-two-characters"

signer = Signer(SECRET)


def test_a_name_begins_with_its_owner_and_has_128_random_bits() -> None:
    names = {Signer(node="n1", shard="7").new_name() for _ in range(1000)}
    assert len(names) == 1000
    for name in names:
        node, shard, random = name.split("-")
        assert (node, shard) == ("n1", "7")
        assert len(bytes.fromhex(random)) * 8 == 128


def test_what_was_sealed_is_opened() -> None:
    name = signer.new_name()
    assert signer.open("cookie", signer.sealed("cookie", name)) == name


def test_a_token_can_be_made_again_from_the_same_secret() -> None:
    name = signer.new_name()
    Signer(SECRET).check("session", name, signer.token("session", name))


def test_without_a_secret_every_start_has_its_own() -> None:
    first = Signer()
    name = first.new_name()
    with pytest.raises(BadTokenError, match="earlier start"):
        Signer().open("cookie", first.sealed("cookie", name))


def test_a_token_is_of_one_name_and_one_purpose() -> None:
    name, other = signer.new_name(), signer.new_name()
    token = signer.token("session", name)
    for purpose, claimed in (("session", other), ("cookie", name), ("", name)):
        with pytest.raises(BadTokenError):
            signer.check(purpose, claimed, token)


@given(st.data())
def test_a_cookie_with_any_character_changed_added_or_cut_is_refused(data: st.DataObject) -> None:
    sealed = signer.sealed("cookie", "0-0-" + "0123456789abcdef" * 2)
    at = data.draw(st.integers(0, len(sealed) - 1))
    put = data.draw(st.text(st.characters(exclude_categories=[]), max_size=2))
    cut = data.draw(st.integers(0, 2))
    forged = sealed[:at] + put + sealed[at + cut :]
    if forged == sealed:
        return
    with pytest.raises(BadTokenError):
        signer.open("cookie", forged)


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_is_refused_without_another_error(text: str) -> None:
    with pytest.raises(BadTokenError):
        signer.open("cookie", text)
    with pytest.raises(BadTokenError):
        signer.check("session", "0-0-" + "0" * 32, text)


def test_a_name_of_another_form_is_refused_even_with_its_right_token() -> None:
    for name in ("", "x", "0-0-xyz", "0-0-" + "0" * 31, "../" + "0" * 32, "0-0-" + "A" * 32):
        with pytest.raises(BadTokenError):
            signer.open("cookie", signer.sealed("cookie", name))
