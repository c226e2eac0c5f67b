"""The engine: match, merge, plan, guard, budget and apply. No Qt, no network, no SQL."""
