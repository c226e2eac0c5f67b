"""Triggers: one file for each subject. A file declares ``TRIGGERS``, a tuple of
`app.automation.declared.kinds.TriggerKind`; what is declared here is found by `app.automation.offer.registry`."""
