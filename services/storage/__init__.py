"""What is kept: the database, files, and what is remembered of people."""
