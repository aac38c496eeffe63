"""Reads .xls, .et and .xlsb, through python-calamine in a process that may die."""
