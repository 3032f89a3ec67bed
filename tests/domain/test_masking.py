"""Of a contact no more than a fixed share is in clear, however short it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.contact import masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+6281377664083", "+62 813-••••-4083"),
        ("+62813776640", "+62 813-••••-40"),
        ("+62511234567", "+62 511-••••-67"),
        ("+6251123456", "+62 511-••••-6"),
        ("+622123456", "+62 212-••••"),
        ("+62212345", "+6•••"),
        ("ab@kantor.go.id", "•••@kantor.go.id"),
        ("a@kantor.go.id", "•••@kantor.go.id"),
        ("abc@kantor.go.id", "a•••@kantor.go.id"),
        ("bendahara@kantor.go.id", "be•••@kantor.go.id"),
        ("021", "0•••"), ("21", "•••"), ("@abc", "@•••"), ("ruang 5", "ru•••"), ("", "•••"),
    ],
)  # fmt: skip
def test_what_is_in_clear(value: str, shown: str) -> None:
    assert masked(value) == shown


@given(st.from_regex(r"\+62[1-9][0-9]{6,12}", fullmatch=True))
def test_of_a_number_four_digits_are_hidden_and_a_third_at_least(value: str) -> None:
    shown = sum(char.isdecimal() for char in masked(value)[3:])
    digits = len(value) - 3
    assert digits - shown >= 4 and shown <= digits * 2 / 3


@given(st.from_regex(r"[a-z0-9.]{1,20}@[a-z]{2,9}\.id", fullmatch=True))
def test_of_a_name_a_third_is_in_clear_at_most(value: str) -> None:
    name = value.partition("@")[0]
    assert len(masked(value).partition("•••")[0]) <= len(name) / 3
