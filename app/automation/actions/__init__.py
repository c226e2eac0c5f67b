"""Actions: one file for each subject. A file declares ``ACTIONS``, a tuple of
`app.automation.declared.kinds.ActionKind`; what is declared here is found by `app.automation.offer.registry`."""
