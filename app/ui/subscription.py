"""What the owner is told of the Fattura24 subscription: its plan, its end, and the calls of the last 24 hours."""

from __future__ import annotations

from app.services.api.accounts import EXPIRY_WARNING_DAYS, AccountInfo
from app.texts import has_text
from app.ui.i18n import language, say


def plan_name(plan: str) -> str:
    """Return a plan's name: Fattura24 tells its number."""
    return say(f"plans.{plan}") if has_text(f"plans.{plan}", language()) else plan


def calls_words(info: AccountInfo, used: int = 0) -> str:
    """Return how many calls the last 24 hours have seen: those ``used`` as they are counted here, and no less than
    Fattura24 said when it was last asked; blank if there is nothing to say."""
    said = info.extra.get("calls_24h", "")
    count = max(used, int(said) if said.isdigit() else 0)
    return say("cli.f24.key_calls", n=count) if count or said.isdigit() else ""


def expiry_words(info: AccountInfo, now: float) -> tuple[str, str]:
    """Return a warning of a subscription that ends soon or has ended, and its kind; blank while there is time."""
    left = info.days_left(now)
    if left is None or left > EXPIRY_WARNING_DAYS:
        return "", "warn"
    key, kind = ("cli.f24.expired", "danger") if left < 0 else ("cli.f24.expires", "warn")
    return say(key, n=left, expire=info.extra.get("expire", "")), kind
