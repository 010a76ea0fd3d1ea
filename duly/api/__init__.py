"""The door for programs: officers' systems lodge demands and fetch answers here."""
