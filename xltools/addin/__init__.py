"""The Excel add-in: build its file, put it where Excel finds it, take it away again, say how it stands."""

from xltools.addin.content import Built, build
from xltools.addin.installation import Done, Problem, Status, Step, install, status, uninstall

__all__ = ["Built", "Done", "Problem", "Status", "Step", "build", "install", "status", "uninstall"]
