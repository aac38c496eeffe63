"""The one way in which a file is refused: an outcome, and a sentence that says what to do about it."""

from __future__ import annotations

from typing import Literal

from xltools.errors import XltoolsError

Outcome = Literal["not-a-form", "encrypted", "unreadable", "too-large", "skipped"]

# cause: (outcome, what is wrong and how to mend it); {detail} is filled in where it is known
CAUSES: dict[str, tuple[Outcome, str]] = {
    "missing": ("unreadable", "找不到这个文件。请核对文件名和所在文件夹。"),
    "replaced": (
        "unreadable",
        "读取期间这个压缩包换成了另一个，里面已经没有这个文件。请等压缩包不再变动后重新汇总。",
    ),
    "folder": (
        "unreadable",
        "这是文件夹。请选择里面的工作簿文件（可写成 文件夹/*.xlsx）；汇总整个文件夹请用 xltools collect。",
    ),
    "no-file": ("unreadable", "这不是普通文件（是管道或设备）。请选择工作簿文件。"),
    "no-access": ("unreadable", "文件打不开（{detail}）。请核对读取权限，或关闭正在使用它的程序后再试。"),
    "empty": ("unreadable", "文件是空的（0 字节），可能没有传完。请向报送单位重新索取。"),
    "zeros": ("unreadable", "文件内容全是空字节，可能拷贝或下载中断。请向报送单位重新索取。"),
    "damaged-zip": (
        "unreadable",
        "文件的压缩结构已损坏或不完整（{detail}）。请重新传送；是工作簿的，也可用 Excel、WPS 修复后另存。",
    ),
    "zip-method": (
        "unreadable",
        "内容用了少见的压缩方法（{detail}），读不出来。"
        "压缩包请解压后报送，或按普通 zip 重新压缩；工作簿请用 Excel、WPS 打开后另存。",
    ),
    "volume": (
        "unreadable",
        "这是分卷压缩包的一卷，单独一卷打不开。请收齐各卷后解压，报送其中的工作簿。",
    ),
    "damaged-part": (
        "unreadable",
        "工作簿内部的 {detail} 已损坏，读不出来。请用 Excel、WPS 打开修复后另存，再重新报送。",
    ),
    "damaged-ole": (
        "unreadable",
        "旧格式工作簿的结构已损坏或不完整（{detail}）。请重新传送，或用 Excel、WPS 修复后另存为 .xlsx。",
    ),
    "dtd": (
        "unreadable",
        "工作簿内部的 {detail} 含有正常工作簿没有的实体声明，可能有害，已拒绝读取。"
        "请让报送单位用 Excel、WPS 另存后重报。",
    ),
    "no-reader": (
        "unreadable",
        "这种工作簿读不出来（{detail}）。请用 Excel、WPS 打开后另存为 .xlsx，再重新报送。",
    ),
    "old-format": (
        "unreadable",
        "这是很旧的或另类的工作簿格式（{detail}）。请用 Excel、WPS 打开后另存为 .xlsx，再重新报送。",
    ),
    "encrypted": ("encrypted", "文件设了打开密码，读不出内容。请让报送单位取消打开密码后重报，或提供密码。"),
    "locked-archive": (
        "encrypted",
        "这是设了密码的{detail}，没有打开。请解压后报送其中的工作簿，工作簿本身不要设打开密码。",
    ),
    "other-content": (
        "not-a-form",
        "内容是{detail}，不是工作簿（看的是内容，与文件名后缀无关）。请让报送单位报送 .xlsx 工作簿。",
    ),
    "web-page": (
        "not-a-form",
        "内容是网页（有的系统导出的 .xls 其实是网页），不是工作簿。请用 Excel、WPS 打开后另存为 .xlsx。",
    ),
    "archive": ("not-a-form", "内容是{detail}，不是工作簿。请解压后报送其中的工作簿。"),
    "other-archive": (
        "not-a-form",
        "内容是{detail}，这种压缩包打不开。请解压后报送其中的工作簿，或改用 zip 压缩后报送。",
    ),
    "own-summary": (
        "skipped",
        "这是本程序汇总出来的汇总表，不是报送件，没有汇总进来。请核对是否放错了文件夹。",
    ),
    "own-register": (
        "skipped",
        "这是下发登记（xltools new --roster 生成），不是报送件。"
        "放在名册旁边，或用 --register 指定，汇总时就会核对。",
    ),
    "depth": (
        "too-large",
        "压缩包里套了太多层压缩包（超过 {detail} 层），没有继续打开。请解压后报送其中的工作簿。",
    ),
    "members": (
        "too-large",
        "压缩包里的文件过多或过大（{detail}），没有打开。请分成几个压缩包，或解压后报送。",
    ),
    "no-sheet": ("not-a-form", "工作簿里没有可读的工作表。请核对是否报错了文件。"),
    "file-size": (
        "too-large",
        "文件有 {detail}，远大于一份自评表。请核对是否报错了文件；确实是自评表的，删去多余内容后重报。",
    ),
    "inflation": (
        "too-large",
        "文件解压后异常大（{detail}），可能有害，已拒绝读取。请核对来源；确实是自评表的，另存后重报。",
    ),
    "parts": (
        "too-large",
        "工作簿内部的部件过多（{detail}），远多于一份自评表。请删去多余的工作表和图片后另存重报。",
    ),
    "extent": ("too-large", "{detail}还有内容，远超一份自评表的范围。请删去表外的多余行列后另存重报。"),
    "amount": ("too-large", "{detail}，远多于一份自评表。请只保留自评表，另存后重报。"),
    "exhausted": (
        "too-large",
        "读取时超出了允许的时间或内存。请只保留自评表，删去表外的多余行列，另存为 .xlsx 后重报。",
    ),
}


class UnopenableBook(XltoolsError):  # noqa: N818 - named after what the file is
    """A file that gives no workbook: why (`cause`), and what becomes of it (`outcome`)."""

    def __init__(self, cause: str, detail: str = "", file: str = "") -> None:
        self.cause, self.detail, self.file = cause, _printable(detail), _printable(file)
        self.outcome: Outcome = CAUSES[cause][0]
        text = CAUSES[cause][1].format(detail=self.detail)
        super().__init__(f"{self.file}：{text}" if file else text)

    def at(self, file: str) -> UnopenableBook:
        """The same, saying which file."""
        return UnopenableBook(self.cause, self.detail, file)


def _printable(text: str) -> str:
    """A name as it can be shown on any terminal: control characters and lone surrogates replaced."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:200])
