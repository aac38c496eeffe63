"""The sheet 校验: the checks of a form as live formulas (`templates/live_checks.toml`)."""
