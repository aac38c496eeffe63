"""The official forms known here: definitions with their rule packs and styles, from `templates/`.

A run may know a folder of own definitions besides. `forms_folder` decides it, once for each run; it is then
handed down as `own_forms`, and every form that was read says in which folder its definition is found.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.assets import asset, load_toml
from xltools.errors import DefinitionError, UsageError
from xltools.grid import Book
from xltools.rules.definition.file import Labels, parse_definition, parse_labels, parse_validations
from xltools.rules.definition.model import FormDefinition, Validation
from xltools.rules.layout.guide import GuideLine, guide_lines, parse_example
from xltools.rules.layout.protection import Protection, parse_protection
from xltools.rules.layout.styles import StyleSheet, parse_styles
from xltools.rules.pack.file import based, parse_pack
from xltools.rules.pack.model import RulePack, ScoreMode
from xltools.rules.reading import ReadForm
from xltools.rules.recognise.forms import recognise
from xltools.rules.verification.kinds import FormChecks
from xltools.rules.verification.lines import shipped_lines
from xltools.text import part_template, render

if TYPE_CHECKING:
    from xltools.workbook import FormWriter

FORMS_VARIABLE = "XLTOOLS_FORMS"
"""Names the folder of own definitions where nothing else does, as for the ribbon."""


@dataclass(frozen=True)
class OfficialForm:
    """A form definition with all it names."""

    definition: FormDefinition
    pack: RulePack
    styles: StyleSheet

    @cached_property
    def guide(self) -> tuple[GuideLine, ...]:
        """The lines of its 填报说明."""
        template = asset("templates", "text", "guide.j2").read_text("utf-8")
        example = parse_example(load_toml(asset("templates", "example.toml")), "example.toml")
        return guide_lines(template, self.definition, self.pack, protection().password, example, render)

    @cached_property
    def checks(self) -> FormChecks:
        """The checks of its sheet 校验."""
        return FormChecks(self.definition, self.pack, shipped_lines())

    @cached_property
    def writer(self) -> FormWriter:
        """Writes its workbooks."""
        # openpyxl is slow to load, and for writers alone
        from xltools.workbook import FormWriter, VerificationWriter  # noqa: PLC0415

        sheet, workbook = (
            part_template(asset("templates", "parts", f"{part}.j2").read_text("utf-8"))
            for part in ("sheet", "workbook")
        )
        verification = VerificationWriter(self.checks, shipped_lines(), self.styles)
        return FormWriter(self.styles, self.guide, protection(), sheet, workbook, verification)


@cache
def protection() -> Protection:
    """How issued forms are locked."""
    return parse_protection(load_toml(asset("templates", "protection.toml")), "protection.toml")


def forms_folder(given: Path | None = None) -> Path | None:
    """Where a run finds definitions besides the shipped ones: `given`, else what XLTOOLS_FORMS names.

    Raises UsageError (Chinese) where no definition is there, DefinitionError where one is wrong.
    """
    named = given or os.environ.get(FORMS_VARIABLE)
    if not named:
        return None
    folder = Path(named).resolve()  # processes of a run may work elsewhere
    if not any(folder.glob("*.toml")):
        raise UsageError(f"{named}：这里没有表样。请指定放着表样文件（*.toml）的文件夹。")
    official_forms(folder)
    return folder


class _Shelf(Mapping[str, OfficialForm]):
    """Forms by id, in the order of the ids; each is read from its file when it is first asked for."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = dict(sorted(paths.items()))
        self._read: dict[str, OfficialForm] = {}

    def __getitem__(self, form_id: str) -> OfficialForm:
        if form_id not in self._read:
            self._read[form_id] = load_form(self.paths[form_id])
        return self._read[form_id]

    def __contains__(self, form_id: object) -> bool:
        return form_id in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True)
class _Definitions(Mapping[str, FormDefinition]):
    """The definitions of forms."""

    forms: Mapping[str, OfficialForm]

    def __getitem__(self, form_id: str) -> FormDefinition:
        return self.forms[form_id].definition

    def __iter__(self) -> Iterator[str]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)


@cache
def _shipped() -> _Shelf:
    return _Shelf({path.stem: path for path in asset("templates", "forms").glob("*.toml")})


@lru_cache(maxsize=8)
def official_forms(own_forms: Path | None = None) -> Mapping[str, OfficialForm]:
    """Every form by id, in the order of the ids: the shipped ones, and those of a folder of own definitions.

    One of its own may stand in for a shipped one, as another version of it: the version stands on every
    issued form, so that it is told where a file is read by another definition than it was made by.
    Raises DefinitionError for a wrong file of the folder; for a wrong shipped one, when it is asked for.
    """
    shipped = _shipped()
    if own_forms is None:
        return shipped
    own = {path.stem: path for path in own_forms.glob("*.toml")}
    forms = _Shelf({**shipped.paths, **own})
    for form_id in sorted(own):
        replaced = shipped.get(form_id)
        if forms[form_id].definition.version == (replaced and replaced.definition.version):
            reason = "与随附的表样编号、版本都相同。请另起编号；若要代替随附的表样，请另写版本号"
            raise DefinitionError(own[form_id].name, "id", reason)
    return forms


def official_form(form_id: str, rules: str | None = None, own_forms: Path | None = None) -> OfficialForm:
    """One form, with the rule pack `rules` instead of its own where given.

    Raises UsageError (Chinese) that lists the known forms or rule packs.
    """
    forms = official_forms(own_forms)
    if form_id not in forms:
        raise UsageError(f"没有“{form_id}”这种表单。现有表单：{'、'.join(forms)}。可用 xltools forms 查看。")
    return forms[form_id] if rules is None else _judged(form_id, rules, own_forms)


def definition_of(form: ReadForm) -> FormDefinition:
    """The definition that a form was read by."""
    return _own(form).definition


def _own(form: ReadForm) -> OfficialForm:
    return official_form(form.definition_id, own_forms=_folder(form))


def _folder(form: ReadForm) -> Path | None:
    return None if form.own_forms is None else Path(form.own_forms)


def recognised(book: Book, own_forms: Path | None = None) -> tuple[ReadForm, ...]:
    """Every form of a workbook, by the definitions that are known; each says where they are found."""
    found = recognise(book, _Definitions(official_forms(own_forms)))
    return tuple(replace(form, own_forms=str(own_forms)) for form in found) if own_forms else found


def judging_form(form: ReadForm) -> OfficialForm:
    """The official form of a form that was read, with the rule pack that judges it.

    A pack that a file names and that is not known here is passed over.
    """
    own, rules = _own(form), form.judged or form.rules
    if rules in (None, own.pack.id) or rules not in rule_packs():
        return own
    return _judged(form.definition_id, rules, _folder(form))


@cache
def _judged(form_id: str, rules: str, own_forms: Path | None) -> OfficialForm:
    return with_rules(official_forms(own_forms)[form_id], rules)


def known_rules(rules: str | None) -> str | None:
    """The id of a rule pack. Raises UsageError (Chinese) that lists the known ones."""
    if rules is not None and rules not in rule_packs():
        raise UsageError(f"没有“{rules}”这套计分规则。现有规则：{'、'.join(rule_packs())}。")
    return rules


def with_rules(form: OfficialForm, rules: str) -> OfficialForm:
    """A form with another rule pack. Raises UsageError (Chinese) that lists the known ones."""
    known_rules(rules)
    pack = load_pack(rules)
    _check_rules(f"{pack.id}.toml", form.definition, pack)
    return under(form, pack)


def under(form: OfficialForm, pack: RulePack) -> OfficialForm:
    """A form under a rule pack; one that computes every score locks their cells."""
    automatic = pack.score_mode is ScoreMode.AUTOMATIC
    definition = form.definition.with_locked_scores() if automatic else form.definition
    return replace(form, definition=definition, pack=pack)


def load_form(path: Path) -> OfficialForm:
    """A form from its file. Raises DefinitionError naming file, key and reason."""
    definition = parse_definition(load_toml(path), path.name, common_labels(), common_validations())
    if definition.id != path.stem:
        raise DefinitionError(path.name, "id", f"应当与文件名相同（{path.stem}），现在是“{definition.id}”")
    styles = parse_styles(load_toml(asset("templates", "styles.toml")), path.name, definition.styles)
    _check_styles(path.name, definition, styles)
    _check_texts(path.name, definition)
    definition = _with_filled_validations(_with_filled_labels(definition), path.name)
    pack = load_pack(definition.rules)
    _check_rules(path.name, definition, pack)
    return under(OfficialForm(definition, pack, styles), pack)


@cache
def common_labels() -> Labels:
    """The labels that all forms share."""
    return parse_labels(load_toml(asset("templates", "labels.toml")), "labels.toml")


@cache
def common_validations() -> tuple[Validation, ...]:
    """What the cells of all forms accept."""
    return parse_validations(load_toml(asset("templates", "validations.toml")), "validations.toml")


def _with_filled_validations(definition: FormDefinition, file: str) -> FormDefinition:
    """The texts of the validations, filled once for all forms that will be written."""
    variables = definition.guard_variables()

    def filled(text: str | None) -> str | None:
        try:
            return None if text is None else render(text, variables)
        except DefinitionError as error:
            raise DefinitionError(file, "validations", f"“{text}”{error.reason}") from error

    def all_filled(item: Validation) -> Validation:
        return replace(
            item,
            title=filled(item.title) or item.title,
            error=filled(item.error),
            prompt=filled(item.prompt),
            decimals=filled(item.decimals),
        )

    return replace(definition, validations=tuple(map(all_filled, definition.validations)))


def _with_filled_labels(definition: FormDefinition) -> FormDefinition:
    """The labels with the money unit in them, so that a reader can compare them; a year stays open."""
    variables = definition.variables(year=None)

    def filled(text: str) -> str:
        return text if "year" in text else render(text, variables)

    labels = {key: tuple(map(filled, texts)) for key, texts in definition.labels.items()}
    return replace(definition, labels=labels)


@cache
def load_pack(pack_id: str) -> RulePack:
    """A shipped rule pack by id. Raises DefinitionError for a wrong file."""
    path = asset("templates", "rules", f"{pack_id}.toml")
    return load_pack_file(path)


def load_pack_file(path: Path) -> RulePack:
    """A rule pack from its file, over the shipped one it is based on.

    Raises DefinitionError naming file, key and reason.
    """
    data = load_toml(path)
    if "base" in data:
        data = based(data, _base(data["base"], path))
    pack = parse_pack(data, path.name)
    if pack.id != path.stem:
        raise DefinitionError(path.name, "id", f"应当与文件名相同（{path.stem}），现在是“{pack.id}”")
    return pack


def _base(base: object, path: Path) -> dict[str, Any]:
    """The data of the pack that another is based on; it stands on its own."""
    if base not in rule_packs() or base == path.stem:
        known = "、".join(rule_packs())
        raise DefinitionError(path.name, "base", f"没有“{base}”这套规则；可以写：{known}")
    data = load_toml(asset("templates", "rules", f"{base}.toml"))
    if "base" in data:
        raise DefinitionError(path.name, "base", f"“{base}”自己也以“{data['base']}”为底，请直接写后者")
    return data


@cache
def rule_packs() -> tuple[str, ...]:
    """The ids of the shipped rule packs."""
    return tuple(sorted(path.stem for path in asset("templates", "rules").glob("*.toml")))


def _check_rules(file: str, definition: FormDefinition, pack: RulePack) -> None:
    for key, rule in definition.formulas.items():
        if rule not in pack.computed:
            raise DefinitionError(file, f"formulas.{key}", f"规则包 {pack.id} 里没有规则“{rule}”")


def _check_texts(file: str, definition: FormDefinition) -> None:
    for key, text in definition.texts():
        try:
            render(text, definition.variables(year=None))
        except DefinitionError as error:
            raise DefinitionError(file, key, f"“{text}”{error.reason}") from error


def _check_styles(file: str, definition: FormDefinition, styles: StyleSheet) -> None:
    for name in definition.style_names():
        if name not in styles:
            raise DefinitionError(file, f"style = {name!r}", f"没有这个样式；可以写：{'、'.join(styles)}")
