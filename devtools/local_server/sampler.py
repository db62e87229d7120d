"""Generate a tool input that satisfies the tool's schema.

The same schema and user message give the same input. Three rules come from the product: items with
an `opportunity_id` cover the opportunities of the user message in order, a `score` lies in the band
of the `tier` beside it, and a plain text with a name that ends in `date` is a year.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from devtools.local_server.wording import Wording, fit

OPPORTUNITY = re.compile(r'<opportunity id="(\d+)">')
SCORE_BANDS = {"great": (80, 100), "good": (60, 79), "exploring": (30, 59)}
FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T12:00:00Z",
    "email": "local.server@example.org",
    "time": "12:00:00Z",
    "uri": "https://example.org/local-server",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
LATEST_YEAR = 2024
# A schema may refer to itself. Beyond the first depth, only required properties are generated;
# beyond the second, only null.
ONLY_REQUIRED_DEPTH = 6
NOTHING_DEPTH = 30

type Schema = dict[str, Any]


@dataclass(frozen=True)
class SchemaPath:
    """Position in a schema: property name, item number, depth."""

    name: str = "input"
    index: int = 0
    depth: int = 0

    def inside(self, name: str, *, index: int | None = None) -> "SchemaPath":
        return replace(
            self, name=name, depth=self.depth + 1, index=self.index if index is None else index
        )


def resolve(root: Schema, schema: Any) -> Schema:
    """Follow references, choose the first alternative and join `allOf`."""
    node: Schema = schema if isinstance(schema, dict) else {}
    for _ in range(NOTHING_DEPTH):
        if "$ref" in node:
            node = _referred(root, node["$ref"]) | _without(node, "$ref")
        elif alternatives := node.get("anyOf") or node.get("oneOf"):
            choices = [each for each in alternatives if each != {"type": "null"}] or alternatives
            node = _without(node, "anyOf", "oneOf") | choices[0]
        elif "allOf" in node:
            node = _joined(root, node)
        else:
            break
    return node


def _without(schema: Schema, *names: str) -> Schema:
    return {name: value for name, value in schema.items() if name not in names}


def _referred(root: Schema, reference: str) -> Schema:
    node: Any = root
    for step in reference.removeprefix("#").split("/")[1:]:
        # JSON Pointer (RFC 6901) writes ~1 for / and ~0 for ~, to be decoded in this order.
        node = node.get(step.replace("~1", "/").replace("~0", "~"), {})
    return node if isinstance(node, dict) else {}


def _joined(root: Schema, schema: Schema) -> Schema:
    joined = _without(schema, "allOf")
    for part in schema["allOf"]:
        resolved = resolve(root, part)
        properties = {**joined.get("properties", {}), **resolved.get("properties", {})}
        required = [*joined.get("required", []), *resolved.get("required", [])]
        joined = {**joined, **resolved, "properties": properties, "required": required}
    return joined


class Sampler:
    def __init__(self, schema: Schema, prompt: str) -> None:
        self.root = schema
        self.wording = Wording(prompt)
        self.opportunity_ids = [int(number) for number in OPPORTUNITY.findall(prompt)]

    def sample(self) -> dict[str, Any]:
        return self._object(resolve(self.root, self.root), SchemaPath())

    def _value(self, schema: Any, path: SchemaPath) -> Any:
        schema = resolve(self.root, schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][path.index % len(schema["enum"])]
        match _type(schema) if path.depth < NOTHING_DEPTH else "null":
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "integer" | "number":
                return _number(schema, path.index)
            case "boolean":
                return path.index % 2 == 0
            case "null":
                return None
        return self._text(schema, path)

    def _object(self, schema: Schema, path: SchemaPath) -> dict[str, Any]:
        described = schema.get("properties", {})
        required = {name: described.get(name, {}) for name in schema.get("required", [])}
        properties = required if path.depth > ONLY_REQUIRED_DEPTH else described | required
        sample = {name: self._value(child, path.inside(name)) for name, child in properties.items()}
        if sample.get("tier") in SCORE_BANDS and isinstance(sample.get("score"), int):
            sample["score"] = _score(sample["tier"], resolve(self.root, properties["score"]), path)
        return sample

    def _array(self, schema: Schema, path: SchemaPath) -> list[Any]:
        items = resolve(self.root, schema.get("items"))
        opportunity_id = resolve(self.root, items.get("properties", {}).get("opportunity_id"))
        if self.opportunity_ids and _type(opportunity_id) == "integer":
            return [
                self._object(items, path.inside(path.name, index=index))
                | {"opportunity_id": number}
                for index, number in enumerate(self.opportunity_ids)
            ]
        # The outer index is added so that the inner lists of two items differ.
        return [
            self._value(items, path.inside(path.name, index=path.index + number))
            for number in range(_length(schema, items, path.depth))
        ]

    def _text(self, schema: Schema, path: SchemaPath) -> str:
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        if path.name.lower().endswith("date"):
            return str(LATEST_YEAR - path.index)
        text = self.wording.text(path.name, path.index)
        return fit(text, schema.get("minLength", 0), schema.get("maxLength"))


def _type(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind is None and "properties" in schema:
        return "object"
    if kind is None and "items" in schema:
        return "array"
    return kind or "string"


def _length(schema: Schema, items: Schema, depth: int) -> int:
    least = schema.get("minItems", 0)
    if depth > ONLY_REQUIRED_DEPTH:
        return int(least)
    most = schema.get("maxItems", max(least, 1))
    if schema.get("uniqueItems") and items.get("enum"):
        most = min(most, len(items["enum"]))
    return int((min(max(least, 1), most) + most) // 2)


def _number(schema: Schema, index: int) -> Any:
    step = schema.get("multipleOf", 1)
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    least = 1 if high is None or high >= 1 else high - 10 * step
    low: Any = schema.get("minimum", schema.get("exclusiveMinimum", least))
    # The first and last multiples of the step within the limits; -(-a // b) rounds up.
    first = -(-low // step) * step
    if first == schema.get("exclusiveMinimum"):
        first += step
    if high is None:
        return first + index * step
    last = high // step * step
    if last == schema.get("exclusiveMaximum"):
        last -= step
    if first > last:  # no multiple between, as from 0.2 to 0.8
        return (low + high) / 2
    return first + index % (int((last - first) // step) + 1) * step


def _score(tier: str, schema: Schema, path: SchemaPath) -> int:
    lowest, highest = SCORE_BANDS[tier]
    lowest = max(lowest, int(schema.get("minimum", lowest)))
    highest = min(highest, int(schema.get("maximum", highest)))
    if lowest > highest:
        return int(_number(schema, path.index))
    # Steps of 7 spread the scores over the band.
    return lowest + path.index * 7 % (highest - lowest + 1)
