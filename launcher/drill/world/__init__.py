"""The sandbox: object storage, registrar, DNS and edge in one process on loopback, one per workspace.

Everything in it is simulated and says so, but it answers over the same wires that the real things use. Started with
`python -m launcher.drill.world --state DIR`; `launcher.providers.sandbox.process` does that and its clients talk to it.

    process      binds the ports, announces itself, runs the parts until told to stop
    state        the folder that outlives the process: ports, token, access key, ledger, log
    storage      S3 by moto, behind a gate that lets nothing unsigned in
    registrar    quotes and registrations, over a durable ledger;  delegated: what it tells the registry of a name
    zones        what the name server knows;  hosting: what it answers;  nameserver: how it is asked
    registry     what the registries' name servers answer;  register: what their registers tell, by RDAP
    edge         which host shows which release;  sites: how readers are answered
    script       what shall go wrong, and when
    control      one HTTP door to all of it, for the clients

Lost with the process: objects, zones, the edge's pointers. Kept: the ledger, ports, token, access key.
"""
