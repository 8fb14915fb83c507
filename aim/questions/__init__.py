"""What the group asks of a picture: one file per question, read only."""
