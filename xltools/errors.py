"""The one base error. A user's mistake in a form is a `Finding`; these are for what stops a step."""

from __future__ import annotations


class XltoolsError(Exception):
    """Something a person can mend. `str(error)` is a Chinese sentence: place, what, cure."""

    exit_code = 3


class UsageError(XltoolsError):
    """The command was given something it cannot start with."""

    exit_code = 2


class MissingExtraError(UsageError):
    """A library that the plain installation leaves out."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f'这个功能要用到 {library}，本机没有安装。请运行：pip install "xltools-evaluation[{extra}]"'
        )


class DefinitionError(XltoolsError):
    """A form definition or rule pack is wrong: file, key and reason."""

    exit_code = 2

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}：{key}：{reason}" if key else f"{file}：{reason}")
        self.file, self.key, self.reason = file, key, reason


class RecordError(XltoolsError):
    """A record cannot become a form: source, field path and reason."""

    def __init__(self, source: str, path: str = "", reason: str = "") -> None:
        super().__init__("：".join(part for part in (source, path, reason) if part))
        self.source, self.path, self.reason = source, path, reason


class OutputError(XltoolsError):
    """An output could not be written; what stood there before is whole."""

    exit_code = 4
