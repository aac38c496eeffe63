"""From a grid of cells to the record: which forms a workbook holds, and what each says."""
