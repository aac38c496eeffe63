"""Issues the forms of a whole roster: one for each project, and a register for the collector."""

from xltools.issue.run import Issued, issue
from xltools.issue.source import Project, Source, open_roster, people_in, records_source
from xltools.issue.template import roster_template

__all__ = [
    "Issued",
    "Project",
    "Source",
    "issue",
    "open_roster",
    "people_in",
    "records_source",
    "roster_template",
]
