"""7z archives as 7-Zip made them (a text in each): those that need a password are called encrypted."""

from __future__ import annotations

import base64

import pytest

from xltools.grids import UnopenableBook, open_bytes

LOCKED = {
    "names": (
        "N3q8ryccAATOuUobgAAAAAAAAAAuAAAAAAAAAPjjkrKE5S8Y6Nj3+OfllexB2IMJM9t8QYKdlAHM+4yvxoT165drUk"
        "aOvVHH7Yf6hzZLb1gGt3C36XJSw8HrIK8g3QOLktYkZV/NVSuH6fwyMb+E8A+9jv19vl2+MoltXDppWexibB40y0to"
        "4CtHsUE+w/okScG+F9CrHFPnnZFu/HrsjxcGIAEJYAAHCwEAASQG8QcBElMPms9gbGjcfZRO5D0GiGfcSQxWCgHvJp"
        "C0AAA="
    ),
    "contents": (  # the header is packed, and says it only inside
        "N3q8ryccAARwlW4EwAAAAAAAAAAiAAAAAAAAAMZiLy+Niku5URdOF6VOc2zNjeH1kJD0/xu9roDXlofBAMiaGvPQbC"
        "34dUug+rq08zZrDUkAAIEzB64P0QDUPKCKabDjxAD69FhUvhtpdx2jZ4ykjOybPyiT6FIGmf9os9VpJBjV94tpuDwB"
        "u5DOhCPZrXqjqwBTkCG70p0+7yU1nFmTk7Z1jm71hSzS+r2kp++OdQSXH0q9QtsPNlGaGZ8+r4lTKqWIaVutRgdsiv"
        "cj/+gjegaaNeBFVlezjXqgx+9gAAAXBjABCYCQAAcLAQABIwMBAQVdABAAAAyB2goB+itjggAA"
    ),
}
PLAIN = {
    "packed header": (
        "N3q8ryccAATBBI3JlgAAAAAAAAAhAAAAAAAAAIw09l7gAT8AGl0Acq5SjlZllU/1nQR57l5dwSk6/MxXI/QsAAAAAA"
        "CBMweuD9As9LyfP0dBBwq+u53ZgcyOsYs5mnKlPgxr6f9CXrztAKL0F/7QAUWPnAfH5A0lXxFc9kypA7vWG7n2Z/y8"
        "gaf3SobL4QRdEsrSZV0TDfiJ0dbGGAlCyOWYP165BoNxJ+GqeXxa5l3Js2MAAAAXBiIBCXQABwsBAAEjAwEBBV0AEA"
        "AADIG6CgFKvVtxAAA="
    ),
    "bare header": (
        "N3q8ryccAAQjsSojHwAAAAAAAABGAAAAAAAAAPwHtabgAB8AF10Acq5SjlZllU/1nQR57l5dwSk6r+BVIAAAAQQGAA"
        "EJHwAHCwEAASEhAQAMIAAICgHZFcR5AAAFARkMAAAAAAAAAAAAAAAAEQ0AYQAuAHQAeAB0AAAAFQYBACCApIEAAA=="
    ),
}


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(UnopenableBook) as told:
        open_bytes(data)
    assert "7z 压缩包" in str(told.value)
    assert "解压后报送" in str(told.value)
    return told.value.outcome, told.value.cause


@pytest.mark.parametrize("name", LOCKED)
def test_one_that_needs_a_password_is_called_encrypted(name: str) -> None:
    data = base64.b64decode(LOCKED[name])
    assert refused(data) == ("encrypted", "locked-archive")


@pytest.mark.parametrize("name", PLAIN)
def test_one_that_needs_none_is_only_to_be_unpacked(name: str) -> None:
    assert refused(base64.b64decode(PLAIN[name])) == ("not-a-form", "other-archive")


@pytest.mark.parametrize("name", [*LOCKED, *PLAIN])
def test_a_broken_one_still_ends_in_one_outcome(name: str) -> None:
    data = bytearray(base64.b64decode((LOCKED | PLAIN)[name]))
    for at in range(6, len(data)):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        assert refused(bytes(broken))[0] in {"encrypted", "not-a-form"}
        assert refused(bytes(data[:at]))[0] in {"encrypted", "not-a-form"}
