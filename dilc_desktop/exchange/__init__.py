"""Files that leave and enter the program: protocols and session files."""
