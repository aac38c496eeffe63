"""From definition and record to cells: where each stands, what it shows, computes and accepts."""
