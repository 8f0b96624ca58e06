"""What all tests share: nothing that is the same each time is read, or compiled, again and again."""

import functools
import os

import botocore.session

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
botocore.session.create_loader = functools.cache(botocore.session.create_loader)
"""A megabyte of JSON tells how S3 is spoken to; the tests make hundreds of clients."""
