"""Fills the jinja2 texts of definitions, messages and parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xltools.errors import DefinitionError


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
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
    try:
        return _template(text).render(variables)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise DefinitionError("文字模板", text, f"无法填写（{error}）") from error


def part_template(text: str) -> Callable[[Mapping[str, Any]], str]:
    """The template of a part of a workbook. It is ours and filled thousands of times: no sandbox."""
    # Its values are XML already.
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    return environment.from_string(text).render
