"""Protection as Excel for Mac has it, over a stand-in; its words are those that xlwings ships for it."""

from __future__ import annotations

from typing import Any

from xlwings import mac_dict

from xltools.excel.live_locks import MacLock, lock_of

TRUE = {"protect_contents", "protect_drawing_objects", "allow_inserting_rows"}


class Said:
    """A property of AppleScript: asked by `get`."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def get(self) -> bool:
        return self.value


class MacSheet:
    """A sheet of Excel for Mac: answers to its own words only."""

    def __init__(self) -> None:
        self.locked_with: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if name == "protection_object":
            return self
        if name not in {word for word, _ in mac_dict.properties}:
            raise AttributeError(name)
        return Said(name in TRUE)

    def unprotect(self, password: str) -> None:
        self.locked_with = None
        assert password == "2022"

    def protect_worksheet(self, **settings: Any) -> None:
        known = next(words for name, _, words in mac_dict.commands if name == "protect_worksheet")
        assert set(settings) == {word for word, _ in known}
        self.locked_with = settings


def test_a_sheet_is_locked_again_as_it_was() -> None:
    sheet = MacSheet()
    lock = lock_of(sheet)
    assert isinstance(lock, MacLock)
    assert lock.is_closed()
    terms = lock.terms()
    lock.open("2022")
    lock.close("2022", terms)
    assert sheet.locked_with is not None
    on = {name for name, value in sheet.locked_with.items() if value is True}
    assert on == {"drawing_objects", "worksheet_contents", "allow_inserting_rows"}


def test_a_program_that_does_not_tell_is_taken_as_open() -> None:
    assert not lock_of(object()).is_closed()
