"""What others offer, run beside ours with settings that their manuals give."""
