"""Finds the files of an inbox and reads each, in processes that may die."""
