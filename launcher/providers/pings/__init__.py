"""Telling those who follow the site what changed: search engines by IndexNow, readers of feeds by WebSub."""
