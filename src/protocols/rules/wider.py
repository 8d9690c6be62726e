"""LIT, second part: against the wider literature, whatever the condition."""
