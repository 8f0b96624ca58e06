"""The clients of the embedded sandbox, and its process."""
