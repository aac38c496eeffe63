"""The forms of a collection beside each other, beside the roster, and beside what was issued."""
