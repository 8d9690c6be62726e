"""ELE: electrical dose, for each arm, at the highest current the file allows."""
