"""`xltools collect`: every file of an inbox into one summary workbook."""

from xltools.collect.result import Collected
from xltools.collect.run import collect
from xltools.collect.submission import Entry, FormResult, Submission

__all__ = ["Collected", "Entry", "FormResult", "Submission", "collect"]
