"""Object storage: anything that speaks S3; and the website hosting that it may have."""
