"""What happened on the wire: a log of requests, and counts of them."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 50_000
"""So many requests stay in the log; the counters go on."""


@dataclass(slots=True)
class LoggedRequest:
    """One request.

    `status` is None while it runs and when the connection was cut; `time` in epoch seconds.
    """

    service: str
    method: str
    path: str
    query: str
    time: float
    status: int | None = None
    fault: str | None = None


class Traffic:
    """Log and counters of all requests to the two services since the last reset."""

    def __init__(self) -> None:
        self.requests: deque[LoggedRequest] = deque(maxlen=KEPT)
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def begin(self, service: str, method: str, path: str, query: str, time: float) -> LoggedRequest:
        """Note a request on its arrival; the caller fills in its status later."""
        entry = LoggedRequest(service, method, path, query, time)
        self.requests.append(entry)
        self.counts[service, method, path] += 1
        return entry

    def reset(self) -> None:
        """Forget everything."""
        self.requests.clear()
        self.counts.clear()

    def count(self, service: str | None = None, method: str | None = None, path: str | None = None) -> int:
        """Return how many requests came, of all or of the given kind."""
        return sum(
            number
            for (a_service, a_method, a_path), number in self.counts.items()
            if service in (None, a_service) and method in (None, a_method) and path in (None, a_path)
        )

    def as_list(self) -> list[dict[str, Any]]:
        """Return the log as JSON values, oldest first."""
        return [asdict(entry) for entry in self.requests]

    def counters(self) -> dict[str, Any]:
        """Return the counts as JSON values: total, by service, by method and path."""
        return {
            "total": self.count(),
            "highlevel": self.count("highlevel"),
            "fattura24": self.count("fattura24"),
            "by_route": [
                {"service": service, "method": method, "path": path, "count": number}
                for (service, method, path), number in sorted(self.counts.items())
            ],
        }
