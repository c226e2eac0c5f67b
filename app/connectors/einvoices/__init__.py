"""E-invoices: XML, signed envelopes, archives."""
