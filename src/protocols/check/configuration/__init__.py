"""What holds for the check of a file: profile, day, what makes it fail, rules regraded, policies; and where it was said."""
