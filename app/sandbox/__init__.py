"""Both services on this machine: a faithful imitation of HighLevel and Fattura24 for the demo and the tests.

Start with :class:`app.sandbox.server.SandboxServer`, :func:`app.sandbox.server.serve` or
:func:`app.sandbox.server.create_app`; `docs/sandbox.md` describes addresses, switches, faults and the control
API. Nothing here is imported by the product, except by what starts the sandbox.
"""
