"""Registers: who is for and against, what they argue, what is answered. Private: what may be said in public is taken
out of them by name (`arguments.public`), and nothing else ever is.
"""
