"""A form of ours as it stands in an opened file: what moved, what lost its guard, what must change."""
