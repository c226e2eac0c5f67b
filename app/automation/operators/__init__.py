"""Operators of conditions: one file for each family. A file declares ``OPERATORS``, a tuple of
`app.automation.declared.comparing.Operator`; what is declared here is found by `app.automation.offer.registry`."""
