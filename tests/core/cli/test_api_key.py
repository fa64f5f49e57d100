"""Keys of commands, and servers that are open to others."""

from __future__ import annotations

import pytest

from sallyport.core.cli.api_key import api_key, key_headers, shown_url
from sallyport.core.cli.app import main
from sallyport.core.errors import ConfigurationError
from tests.core.app.keyed import KEY
from tests.serving import LEVEL

OWN = ["--set", f"isolation.require={LEVEL}", "--set", "pool.size=1"]


def test_a_key_is_read_from_the_variable_that_is_named_or_the_usual_one() -> None:
    variables = {"SALLYPORT_API_KEY": "usual", "OTHER": " other ", "EMPTY": ""}
    assert api_key(None, variables) == "usual"
    assert api_key("OTHER", variables) == "other"
    assert api_key(None, {}) is None
    for name in ("EMPTY", "NOT_THERE"):
        with pytest.raises(ConfigurationError, match=f"{name}: this environment variable"):
            api_key(name, variables)


@pytest.mark.parametrize("key", ["sécret", "a\nb", "a\x7fb"])
def test_a_key_that_is_no_header_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        api_key("NAME", {"NAME": key})
    assert key not in caught.value.message


def test_without_a_key_no_header_is_sent() -> None:
    assert (key_headers(None), key_headers("k")) == ({}, {"X-API-Key": "k"})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:9001", "http://127.0.0.1:9001"),
        ("http://me:secret@[::1]:9001/math", "http://[::1]:9001/math"),
        ("http://a@b:secret@box", "http://box"),
        ("secret", "secret"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "some.host.example"])
def test_an_open_server_without_keys_does_not_start(
    capfd: pytest.CaptureFixture[str], host: str
) -> None:
    assert main(["serve", "workplace_assistant", "--host", host, "--port", "0"]) == 2
    err = capfd.readouterr().err
    assert err.startswith(f"sallyport: host {host} can be reached from elsewhere")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_rollout_sends_the_key_that_its_own_server_takes(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALLYPORT_AUTH__API_KEYS", f"[{KEY}]")
    code = main(["rollout", "workplace_assistant", "--limit", "2", "--output", "-", *OWN])
    out, err = capfd.readouterr()
    assert (code, out.count('"valid":true')) == (0, 2), err
    assert KEY not in out + err
