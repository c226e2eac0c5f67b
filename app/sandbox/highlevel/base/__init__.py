"""What every route stands on: the store, shapes, checks, errors, the contract."""
