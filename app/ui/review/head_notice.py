"""The notice above the list of the review: that something is to be typed, or what Stop has left."""

from __future__ import annotations

from app.sync.plan.model import Plan
from app.ui.widgets.controls import Notice


class HeadNotice(Notice):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(kind="warn")
        self._rest, self._applied = "", 0
        self._moved = False
        self.hide()

    def stopped(self, rest: str, applied: int) -> None:
        """Remember which plan is what Stop has left, and how many changes were done before; a blank one is none."""
        self._rest, self._applied = rest, applied

    def goes_on(self, plan: Plan) -> bool:
        """Tell whether a plan is what Stop has left."""
        return plan.id == self._rest

    def know(self, *, moved: bool) -> None:
        """Remember whether something has come to this computer since the last comparison, as an import."""
        self._moved = moved

    def tell(self, plan: Plan) -> None:
        """Say what is to be known of a plan before it is confirmed."""
        if self.goes_on(plan):
            words = self.tr("Stopped as you wished: %Ln change(s) done. The rest is still here.", "", self._applied)
            self.show_words(words, "info")
            return
        told = []
        if plan.guards:
            told.append(self.tr("Please look closely: this time Ponte24 asks you to confirm by typing."))
        if self._moved and not plan.undoes:
            told.append(self.tr("Something has come in since this comparison: compare again to see it here."))
        self.show_words(" ".join(told), "warn" if plan.guards else "info")
