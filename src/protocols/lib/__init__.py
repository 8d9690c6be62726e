"""What knows nothing of stimulation: units, files, git, data files, citations, spelling, errors."""
