"""The scores of a form: which rule each computed cell follows, and what the rules suggest."""
