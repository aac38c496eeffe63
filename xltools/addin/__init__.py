"""The Excel add-in: build its file, put it where Excel finds it, take it away again, say how it stands."""

from xltools.addin.content import Built, build
from xltools.addin.diagnosis import Facts, Grade, Observation, Settings, diagnose
from xltools.addin.facts import gather
from xltools.addin.installation import Done, Problem, Status, Step, install, status, uninstall

__all__ = [
    "Built",
    "Done",
    "Facts",
    "Grade",
    "Observation",
    "Problem",
    "Settings",
    "Status",
    "Step",
    "build",
    "diagnose",
    "gather",
    "install",
    "status",
    "uninstall",
]
