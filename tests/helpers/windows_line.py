"""Takes a command line of Windows apart as `cmd.exe /C` and then the program itself do."""

from __future__ import annotations

import re

_SHELL = "cmd.exe /C "
_ERRORS = re.compile(r'\s2> "([^"]*)"\s*$')
_WORD = re.compile(r'(?:[^\s"\\]|\\+(?!["\\])|\\+"|"(?:[^"\\]|\\+(?!["\\])|\\+")*")+')


def commands(line: str) -> list[list[str]]:
    """The commands of a line, each as the program gets its words; where errors go is left away."""
    assert line.startswith(_SHELL), line
    return [words(_ERRORS.sub("", one)) for one in _apart(line.removeprefix(_SHELL))]


def _apart(line: str) -> list[str]:
    """What `&` divides. In the shell's eyes each `"` opens or closes, also one behind a backslash."""
    parts, quoted, escaped = [""], False, False
    for character in line:
        if escaped:
            parts[-1], escaped = parts[-1] + character, False
        elif character == "^" and not quoted:
            escaped = True
        elif character == "&" and not quoted:
            parts.append("")
        else:
            quoted ^= character == '"'
            parts[-1] += character
    return [part.strip() for part in parts]


def words(command: str) -> list[str]:
    r"""The words of a command as C programs on Windows read them: `\"` is a quote, `\` alone is itself."""
    found = []
    for match in _WORD.finditer(command):
        text = re.sub(r'(\\*)"', lambda quote: _unquoted(quote[1]), match[0])
        found.append(text.replace("\0", '"'))
    return found


def _unquoted(backslashes: str) -> str:
    half, odd = divmod(len(backslashes), 2)
    return "\\" * half + ("\0" if odd else "")
