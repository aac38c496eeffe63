"""The business of the form: definition, layout, scoring, notation, recognition, checks. No I/O."""
