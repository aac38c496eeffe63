"""The Excel add-in as a file: VBA project, ribbon and settings, put together on any system, without Excel."""

from xltools.excel.addin.from_xlwings import apple_script_source, installed_version, xlwings_source
from xltools.excel.addin.project import Module, standard_module
from xltools.excel.addin.xlam import AddinContent, Table, addin_bytes, addin_modules

__all__ = [
    "AddinContent",
    "Module",
    "Table",
    "addin_bytes",
    "addin_modules",
    "apple_script_source",
    "installed_version",
    "standard_module",
    "xlwings_source",
]
