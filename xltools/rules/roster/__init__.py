"""The roster of projects: its heading, and its rows as records."""
