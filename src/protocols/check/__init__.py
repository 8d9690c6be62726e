"""The check: a file is read, its study built, the rules run, and what they say judged, placed and reported."""
