"""What the registries say of names: the TLDs' own servers, and RDAP."""
