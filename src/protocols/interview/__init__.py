"""A protocol drafted by questions, without a terminal: what is asked next, what an answer means, what the check says of it."""
