"""Issues the forms of a whole roster: one for each project, and a register for the collector."""

from xltools.issue.register import Entry as RegisterEntry
from xltools.issue.register import open_register, register_path
from xltools.issue.run import Issued, issue
from xltools.issue.source import Project, Source, open_roster, people_in, records_source, roster_columns
from xltools.issue.template import roster_template

__all__ = [
    "Issued",
    "Project",
    "RegisterEntry",
    "Source",
    "issue",
    "open_register",
    "open_roster",
    "people_in",
    "records_source",
    "register_path",
    "roster_columns",
    "roster_template",
]
