"""Fattura24 as its reference describes it.

TestKey, SaveCustomer, GetCallLog and the export of the address book.
"""
