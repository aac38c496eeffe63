"""Workbooks with a password to open: tried with those that are given, and with the one everybody has.

Excel encrypts a workbook that is merely write-protected with a password of its own, so that one is always
tried. Passwords are used and forgotten: they appear in no message, no log and no result.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from xltools.grids import limits
from xltools.grids.packages.ole import CompoundFile
from xltools.grids.unopenable import UnopenableBook

EXCELS_OWN = "VelvetSweatshop"
_SPINS = re.compile(rb"spinCount=[\"']([0-9]+)[\"']")
_INFO = "EncryptionInfo"


def decrypted(data: bytes, file: CompoundFile, passwords: Sequence[str]) -> bytes:
    """The workbook inside. Raises UnopenableBook (encrypted) where no password fits."""
    if not _too_slow(file):
        for password in (EXCELS_OWN, *passwords):
            content = _opened(data, password)
            if content:
                return content
    raise UnopenableBook("encrypted")


def _too_slow(file: CompoundFile) -> bool:
    """Whether one try would take minutes: the number of rounds is the writer's choice."""
    info = file.stream(_INFO) if _INFO in file else b""
    return any(len(spins) > 9 or int(spins) > limits.MAX_SPINS for spins in _SPINS.findall(info))


def _opened(data: bytes, password: str) -> bytes | None:
    import msoffcrypto  # noqa: PLC0415 - heavy, and few files need it
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415

    stream = io.BytesIO()
    try:
        book = msoffcrypto.OfficeFile(io.BytesIO(data))
        if isinstance(book, OOXMLFile):  # the older formats always compare the password
            book.load_key(password=password, verify_password=True)
        else:
            book.load_key(password=password)
        book.decrypt(stream)
    except MemoryError:
        raise
    except Exception:  # whatever the library says: this password doesn't open it
        return None
    return stream.getvalue()
