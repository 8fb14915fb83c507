"""The steps, oldest first by their number. A step that has been published is never edited: the next one corrects it."""
