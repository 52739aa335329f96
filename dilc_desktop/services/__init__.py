"""One class per job the facilitator does, one public method per intent."""
