"""The text of a framework file as plain values; what a reader would take silently is refused."""

from typing import Any

import yaml

LARGEST = 1_000_000  # characters; the largest published index needs some 30,000


class NoYaml(ValueError):
    """The text is no YAML as framework files use it; the message says why and where."""


class _Strict(yaml.SafeLoader):
    """The safe loader, without aliases (a few lines of them can fill a machine) and without second keys."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise NoYaml(f"line {event.start_mark.line + 1}: write it out, aliases are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise NoYaml(f"line {key.start_mark.line + 1}: the key {key.value!r} stands here twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse(text: str) -> Any:
    """Return the values of a YAML text. Costs no query.

    Raises: NoYaml.
    """
    if len(text) > LARGEST:
        raise NoYaml(f"the text has {len(text):,} characters; {LARGEST:,} are read")
    try:
        return yaml.load(text, Loader=_Strict)
    except (yaml.YAMLError, RecursionError) as problem:
        raise NoYaml(" ".join(str(problem).split())[:300]) from None
