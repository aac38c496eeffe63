"""`xltools collect`: every file of an inbox into one summary workbook."""

from xltools.collect.kept.state import state_path
from xltools.collect.result import Collected
from xltools.collect.run import Options, cluster, collect
from xltools.collect.submission import Entry, FormResult, Submission

__all__ = ["Collected", "Entry", "FormResult", "Options", "Submission", "cluster", "collect", "state_path"]
