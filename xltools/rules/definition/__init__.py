"""The definition of an official form: everything about it as data."""
