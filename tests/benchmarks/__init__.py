"""What the project promises in figures; `make bench` prints each beside what it is compared to."""
