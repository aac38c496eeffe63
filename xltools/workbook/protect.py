"""Locks an issued form: only inputs stay open."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from xltools.rules.layout.protection import ACTIONS, Protection


def protect(book: Workbook, protection: Protection) -> None:
    """Lock every sheet and, where asked, the structure of the workbook."""
    for sheet in book.worksheets:
        sheet.protection.set_password(protection.password)
        sheet.protection.sheet = True
        for action in ACTIONS:
            setattr(sheet.protection, action, action not in protection.allow)  # true means forbidden
    if protection.lock_structure:
        book.security = WorkbookProtection(lockStructure=True)
        book.security.set_workbook_password(protection.password)
