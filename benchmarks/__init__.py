"""Where the README's figures come from: whole processes, medians of several runs, a peer in the same run."""
