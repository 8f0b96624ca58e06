"""The spare wheel: facts and signals → words → address → content → site → release → plan → launch → proof → report."""

__version__ = "0.1.0"
