"""新建表单, 从名册生成…, 汇总文件夹… and 导出 PDF."""

from __future__ import annotations

from pathlib import Path

from xltools.collect import Options, collect
from xltools.excel.live_dialogs import LONGEST_QUESTION
from xltools.excel.live_excel import ExcelBook
from xltools.files import safe_name
from xltools.generate import generate_file
from xltools.issue import issue, open_roster
from xltools.library import forms_folder, official_form, official_forms
from xltools.live import read_open
from xltools.ribbon.words import few, say, title

_JOBS = 2  # only processes of our own are given up where a file takes too long


def new_form(book: ExcelBook) -> str | None:
    """A blank form of a kind that is chosen from a list, saved and opened."""
    form_id, wrong = _chosen_form(book, "new_form")
    if form_id is None:
        return wrong
    own_forms = forms_folder()
    name = f"{safe_name(official_form(form_id, own_forms=own_forms).definition.name, otherwise=form_id)}.xlsx"
    path = book.choose_save(name, say("collect_folder", "workbooks"), say("new_form", "save"))
    if path is None:
        return None
    generate_file({}, form_id, path, path.name, own_forms=own_forms)
    book.open(path)
    return say("new_form", "done", path=str(path))


def issue_roster(book: ExcelBook) -> str | None:
    """A pre-filled form for each row of a roster, into a folder."""
    path = book.choose_open(say("issue_roster", "rosters"), say("issue_roster", "roster"))
    if path is None:
        return None
    source = open_roster(path)
    form_id, wrong = (None, None) if source.says_form else _chosen_form(book, "issue_roster")
    if form_id is None and not source.says_form:
        return wrong
    folder = book.choose_folder(say("issue_roster", "folder"))
    if folder is None:
        return None

    def report(count: int, name: str) -> None:
        book.say_status(say("issue_roster", "progress", count=str(count), name=name))

    try:
        made = issue(source, folder, form_id, own_forms=forms_folder(), report=report)
    finally:
        book.say_status(None)
    lines = [say("issue_roster", "done", forms=str(made.forms), folder=str(folder)), *made.notes[:3]]
    if made.refused:
        told = "\n".join(few(made.refused, "recalculate"))
        lines.append(say("issue_roster", "refused", count=str(len(made.refused)), lines=told))
    return "\n".join(lines)


def collect_folder(book: ExcelBook) -> str | None:
    """Every file of a folder into a summary, which is then opened."""
    folder = book.choose_folder(say("collect_folder", "inbox"))
    if folder is None:
        return None
    named = say("collect_folder", "name"), say("collect_folder", "workbooks"), say("collect_folder", "save")
    output = book.choose_save(*named)
    if output is None:
        return None

    def progress(done: int, count: int, name: str) -> None:
        book.say_status(say("collect_folder", "progress", done=str(done), count=str(count), name=name))

    try:
        options = Options(own_forms=forms_folder())
        collected = collect([folder], output, jobs=_JOBS, progress=progress, options=options)
    finally:
        book.say_status(None)
    book.open(output)
    count, forms = str(len(collected.submissions)), str(collected.forms)
    return say("collect_folder", "done", count=count, forms=forms, path=str(output))


def export_pdf(book: ExcelBook) -> str:
    """The sheets that hold forms, each as a PDF beside the workbook; nothing is overwritten."""
    sheets = read_open(book).sheets
    if book.path is None:
        return say("export_pdf", "unsaved")
    paths = []
    for sheet in sheets:
        stem = book.path.stem if len(sheets) == 1 else f"{book.path.stem}_{safe_name(sheet, otherwise='1')}"
        path = _free(book.path.with_name(f"{stem}.pdf"))
        book.export(sheet, path)
        paths.append(str(path))
    return say("export_pdf", "done", paths="\n".join(paths))


def _chosen_form(book: ExcelBook, part: str) -> tuple[str | None, str | None]:
    """The id of the form that a person chose by its number; else what to say (None: cancelled)."""
    forms = list(official_forms(forms_folder()).items())
    lines = [
        say("new_form", "line", number=str(number), name=form.definition.name)
        for number, (_, form) in enumerate(forms, start=1)
    ]
    question = say(part, "choose", forms="\n".join(lines))
    if len(question) > LONGEST_QUESTION:  # with a folder of own forms
        book.tell(question, title())
        question = say(part, "short")
    answer = book.choose_text(question, title())
    if answer is None:
        return None, None
    if not answer.strip().isdecimal() or not 1 <= int(answer) <= len(forms):
        return None, say("new_form", "wrong", answer=answer)
    return forms[int(answer) - 1][0], None


def _free(path: Path) -> Path:
    """The path, or one with a counter where a file stands there already."""
    candidate, count = path, 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{path.stem}（{count}）{path.suffix}")
    return candidate
