"""Intake: one register for every channel; the original is locked and acknowledged before anything reads it."""
