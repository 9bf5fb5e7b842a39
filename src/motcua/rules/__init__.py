"""The law, and nothing else: standard library only, no clock, no database."""


class RuleError(Exception):
    """A rule says no. The class is the reason; `facts` fill the sentence a face speaks."""

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{type(self).__name__} {facts}")
        self.facts = facts
