"""xltools: the toolkit of the 财政项目支出绩效自评 season."""

__version__ = "0.1.0"
