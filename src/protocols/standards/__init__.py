"""Reporting standards: their items, and what in a study answers them."""
