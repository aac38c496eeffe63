"""What a collection says: the rows of each sheet of the summary, and all that is written."""
