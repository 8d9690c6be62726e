"""What is known elsewhere: the published trials, counted at run time; what is compared with them; and devices."""
