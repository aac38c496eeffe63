"""What people wrote into cells that the form prints for them and the record has no field for.

调整指标值, 其他需要说明的事项, 填表人 and the like: it goes into no sum, and nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltools.findings import Finding, Place
from xltools.refs import CellRef
from xltools.rules.labels import plain
from xltools.rules.notation import Kind, read_notation
from xltools.rules.notation.celltext import raw_of
from xltools.rules.recognise.anchors import Anchors

_ABOVE = 3  # rows of a heading
_LIST = "；"


def outside_record(anchors: Anchors) -> Iterator[Finding]:
    """A finding for each such column or line that holds something; 无 and a dash say nothing."""
    definition = anchors.definition
    columns, boxes = definition.open_columns, definition.open_boxes
    if not (columns or boxes) or not anchors.indicators.rows:
        return
    first, last = anchors.indicators.rows[0], anchors.indicators.rows[-1]
    top = min([first - _ABOVE, *(ref.row for ref in anchors.head.values())])
    for ref, cell in sorted(anchors.grid.cells.items()):
        if not isinstance(cell.value, str) or not top <= ref.row <= last + definition.rows_below:
            continue
        text = plain(cell.value)
        if text in columns and first - _ABOVE <= ref.row < first:
            yield from _column(anchors, ref, columns[text])
        elif text in boxes:
            beside = CellRef(ref.row, anchors.grid.area(ref).last.column + 1)
            said = anchors.grid.cell(beside).value
            if not (isinstance(said, str) and plain(said) in boxes):  # the next label: nobody signed
                yield from _told(anchors, boxes[text], [beside])


def _column(anchors: Anchors, heading: CellRef, label: str) -> Iterator[Finding]:
    refs = [CellRef(row, heading.column) for row in anchors.indicators.rows]
    yield from _told(anchors, label, refs)


def _told(anchors: Anchors, label: str, refs: list[CellRef]) -> Iterator[Finding]:
    written = ((ref, raw_of(anchors.grid.cell(ref))) for ref in refs)
    filled = [(ref, text) for ref, text in written if text and read_notation(text).kind is not Kind.NONE]
    if filled:
        (first, _), *others = filled
        place = Place(sheet=anchors.grid.name, cell=first.a1, label="".join(label.splitlines()))
        found, also = _LIST.join(text for _, text in filled), tuple(ref.a1 for ref, _ in others)
        yield Finding("outside-record", found=found, place=place, also_cells=also)
