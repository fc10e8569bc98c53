"""What must survive: tables and the queries on them, one module per subject."""
