"""`docs/findings.md` from the catalogue: `python -m tests.helpers.findings_page` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from xltools.findings import Kind, Severity, catalogue

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
HEAD = """# 问题一览

`xltools check` 能发现的全部问题，按严重程度和修改的先后排列。由 `templates/findings.toml` 生成，请勿手改：
`python -m tests.helpers.findings_page`。每一条也可以用 `xltools explain 代码` 查看。

- **错误**：必须改正。
- **核实**：可能有问题；说明原因后可以保留，说明随表上报。
- **提示**：供参考。

同一原因引起的其他问题不另列；同样的问题合并为一条，列出各单元格。〔…〕处填具体内容；标（待核）的依据尚未对照正式文本。
"""
RAISED = {"reader": "读文件时", "check": "看一份表时", "collect": "几份表一起看时"}
VALUE = re.compile(r"\{\w+\}")


def findings_page(kinds: Iterable[Kind]) -> str:
    """The page as Markdown."""
    every = list(kinds)
    parts = [HEAD]
    for severity in Severity:
        chosen = [kind for kind in every if kind.severity is severity]
        parts += [f"\n## {severity.chinese}（{len(chosen)}）\n", *map(_entry, chosen)]
    return "".join(parts)


def _entry(kind: Kind) -> str:
    rows = {
        "问题": kind.what,
        "处理": kind.action,
        "规则": kind.rule,
        "依据": kind.source,
        "说明": kind.explain,
        "何时发现": RAISED[kind.raised],
        "English": kind.english,
    }
    lines = (f"- {name}：{VALUE.sub('〔…〕', text)}\n" for name, text in rows.items())
    return f"\n### {kind.title} `{kind.code}`\n\n{''.join(lines)}"


if __name__ == "__main__":
    PAGE.write_text(findings_page(catalogue().values()), "utf-8")
