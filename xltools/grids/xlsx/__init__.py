"""Reads the parts of .xlsx, .xlsm and .xltx: the fast reader, nothing but the standard library."""
