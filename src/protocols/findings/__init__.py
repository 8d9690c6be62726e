"""What a rule is, and what a check reports: findings."""
