"""Everything that is Excel's own: the add-in file, and (live) an open workbook."""
