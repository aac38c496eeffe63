"""Fills the jinja2 texts of definitions, messages and parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltools.errors import DefinitionError

if TYPE_CHECKING:  # jinja2 is slow to load, and many texts ask for nothing
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    # Forms come from users' folders too, so their texts run in the sandbox.
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=1024)
def _template(text: str) -> Template:
    return _environment().from_string(text)


def render(text: str, variables: Mapping[str, Any]) -> str:
    """Fill a text. Raises DefinitionError (Chinese) where it is no jinja2 or asks for an unknown variable."""
    if "{" not in text:
        return text
    from jinja2 import TemplateError  # noqa: PLC0415

    try:
        return _template(text).render(variables)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise DefinitionError("文字模板", text, f"无法填写（{error}）") from error


def part_template(text: str) -> Callable[[Mapping[str, Any]], str]:
    """The template of a part of a workbook. It is ours and filled thousands of times: no sandbox."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

    # Its values are XML already.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.from_string(text).render
