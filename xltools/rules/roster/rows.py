"""Which rows of a roster are of projects: no sums, remarks, signatures, examples, nor names of groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltools.grid import Row
from xltools.rules.labels import plain
from xltools.rules.roster.lines import Texts, is_remark, is_word, text_in
from xltools.rules.roster.sheet import PEOPLE, Roster

_NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]?")
_OPENS = ("(", "（")


class ProjectRows:
    """The rows of a roster, what each says, and which are of projects; the others are told in the roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster, self.columns = roster, roster.columns
        self.names = {column.number: column.field for column in roster.fields}
        self.blank: Texts = dict.fromkeys(self.names.values())
        self.has_indicators = any(column.field in self.columns.indicators for column in roster.fields)

    def texts(self, row: Row) -> dict[str, str | None]:
        """What a row says, by field."""
        texts = {**self.blank}
        for number, cell in row.cells.items():
            if number in self.names:
                texts[self.names[number]] = text_in(cell)
        return texts

    def of_projects(self) -> Iterator[tuple[Row, Texts]]:
        """The rows of projects; titles are told, unless there is nothing that they could be over."""
        titles: list[tuple[Row, Texts]] | None = []  # None: a project was there
        for row in self.roster.rows:
            self.roster.last_row = row.number
            texts = self.texts(row)
            if self.is_passed_over(row, texts):
                continue
            self.roster.hidden_rows += row.hidden
            if self.is_remark(texts):
                self.roster.remarks.append(self.say("remark", row, texts))
                continue
            if not self.is_title(row, texts):
                self.tell_titles(titles or ())
                titles = None
                yield row, texts
            elif titles is None:
                self.tell_titles([(row, texts)])
            else:
                titles.append((row, texts))
        yield from self.only_numbered(titles or ())

    def tell_titles(self, titles: Sequence[tuple[Row, Texts]]) -> None:
        """Say of rows that they name those below; no office is carried over them."""
        self.roster.titles += [self.say("title", row, texts) for row, texts in titles]
        if titles:
            self.roster.carried.forget()

    def only_numbered(self, titles: Sequence[tuple[Row, Texts]]) -> Sequence[tuple[Row, Texts]]:
        """Of a roster of names with numbers 一、二、三 and nothing else, those that are projects.

        Of 一、 and （一） the latter. They are told, as are the titles.
        """
        numbers = ["" if self.is_across(row) else self.numeral(row) for row, _ in titles]
        inner = any(number[:1] in _OPENS for number in numbers if number)
        chosen = [bool(number) and (number[:1] in _OPENS or not inner) for number in numbers]
        projects = [one for one, is_project in zip(titles, chosen, strict=True) if is_project]
        self.tell_titles([one for one, is_project in zip(titles, chosen, strict=True) if not is_project])
        if projects:
            message = self.columns.messages["numbered"]
            first = self.roster.place(projects[0][0].number)
            self.roster.titles.append(message.format(place=first, count=len(projects)))
        return projects

    def is_passed_over(self, row: Row, texts: Texts) -> bool:
        """True for a blank row, an example of the template, a heading that is repeated, and a row of sums."""
        if not any(texts.values()) and not any(cell.error or cell.formula for cell in row.cells.values()):
            return True
        project = texts["project"]
        if project is not None:
            heading = next(column.heading for column in self.roster.fields if column.field == "project")
            return (
                project.startswith(self.columns.example)
                or plain(project) in self.columns.totals
                or plain(project) == plain(heading)
            )
        return any(is_word(cell, self.columns.totals) for cell in row.cells.values())

    def is_remark(self, texts: Texts) -> bool:
        """True for a note or a signature below the table."""
        people = (texts[column.field] for column in self.roster.fields if column.field in PEOPLE)
        return is_remark(people, self.columns.remarks)

    def say(self, message: str, row: Row, texts: Texts) -> str:
        """A sentence on a row that is no project."""
        text = next(text for text in texts.values() if text)
        return self.columns.messages[message].format(place=self.roster.place(row.number), text=text)

    def is_title(self, row: Row, texts: Texts) -> bool:
        """True for a row that only names the projects below it: merged across, or numbered 一、二、三."""
        said = [name for name, text in texts.items() if text is not None]
        if said != ["project"] or self.has_indicators:
            return False
        return self.is_across(row) or bool(self.numeral(row))

    def is_across(self, row: Row) -> bool:
        """True where the name of a project reaches over other columns."""
        return any(self.names.get(number) == "project" for number in row.across)

    def numeral(self, row: Row) -> str:
        """The number 一、 beside the name of a project; empty where there is none."""
        beside = (cell.value for number, cell in row.cells.items() if number not in self.names)
        texts = (value.strip() for value in beside if isinstance(value, str))
        return next((text for text in texts if _NUMERAL.fullmatch(text)), "")
