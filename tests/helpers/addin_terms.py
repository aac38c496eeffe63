"""What a locked sheet allows, as Excel would say of one of our forms: LibreOffice knows few of these."""

TERMS = {
    "AllowFormattingCells": False, "AllowFormattingColumns": True, "AllowFormattingRows": True,
    "AllowInsertingColumns": False, "AllowInsertingRows": True, "AllowInsertingHyperlinks": False,
    "AllowDeletingColumns": False, "AllowDeletingRows": False, "AllowSorting": False,
    "AllowFiltering": False, "AllowUsingPivotTables": False,
}  # fmt: skip
