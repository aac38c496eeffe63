"""The buttons of the ribbon tab 绩效自评: one function each, called by the add-in.

Nothing is imported before a button is pressed: every click starts a new Python.
"""

from __future__ import annotations

addin_versions = ""
"""What the add-in says of itself before each call: its version, and that of xlwings in it."""


def recalculate() -> None:
    """重新计算: computed cells, blank quantitative scores, a mark at each problem."""
    _press("recalculate")


def check() -> None:
    """检查: a mark at each problem."""
    _press("check")


def previous_problem() -> None:
    """上一处问题."""
    _press("previous_problem")


def next_problem() -> None:
    """下一处问题."""
    _press("next_problem")


def clear_marks() -> None:
    """清除标记: our notes go, those of people stay."""
    _press("clear_marks")


def suggest() -> None:
    """建议分: of the selected row, with its derivation; taken over where the person says so."""
    _press("suggest")


def heal() -> None:
    """恢复自动公式: lists the overwritten ones, and restores them where the person says so."""
    _press("heal")


def new_form() -> None:
    """新建表单."""
    _press("new_form")


def issue_roster() -> None:
    """从名册生成…."""
    _press("issue_roster")


def collect_folder() -> None:
    """汇总文件夹…."""
    _press("collect_folder")


def export_pdf() -> None:
    """导出 PDF."""
    _press("export_pdf")


def self_test() -> None:
    """自检."""
    _press("self_test")


def about() -> None:
    """关于."""
    _press("about")


def _press(function: str) -> None:
    from xltools.ribbon.press import press  # noqa: PLC0415 - see above

    press(function, addin_versions)
