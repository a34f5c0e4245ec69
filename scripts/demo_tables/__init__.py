"""Makes the demo departments' data from the archive of national statistics. Run by ``scripts/derive_demo_tables``."""
