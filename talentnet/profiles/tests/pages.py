"""Parsed HTML page: its elements, and what its forms would submit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

HTMX = {"HX-Request": "true"}
VOID = {"br", "hr", "img", "input", "link", "meta"}
NEVER_SENT = {"submit", "button"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    inside: list["Element"]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Exact text, without the first line break of a text area and, elsewhere, without the line
        breaks and blanks that the template puts around it."""
        text = "".join(self.pieces)
        return text.removeprefix("\n") if self.tag == "textarea" else text.strip(" \n")

    @property
    def value(self) -> str:
        return self.text if self.tag == "textarea" else self.attrs.get("value", "")

    def is_in(self, **attrs: str) -> bool:
        return any(_has(element, attrs) for element in self.inside)


class Page(HTMLParser):
    def __init__(self, response: Any) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(response.content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in VOID:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, **attrs: str) -> list[Element]:
        return [e for e in self.elements if e.tag == tag and _has(e, attrs)]

    def one(self, tag: str, **attrs: str) -> Element:
        (element,) = self.all(tag, **attrs)
        return element

    def has(self, **attrs: str) -> bool:
        return any(_has(element, attrs) for element in self.elements)

    def texts(self, tag: str, within: str = "") -> list[str]:
        """Return the texts of all elements with a tag, optionally inside the element with an id."""
        found = self.all(tag)
        return [e.text for e in found if not within or e.is_in(id=within)]

    def form_data(self, action: str) -> dict[str, list[str]]:
        """Return what the form with this action would submit unchanged."""
        data: dict[str, list[str]] = {}
        for element in self.elements:
            if element.is_in(action=action):
                for name, value in _sent_of(element):
                    data.setdefault(name, []).append(value)
        return data


def _has(element: Element, attrs: dict[str, str]) -> bool:
    return all(element.attrs.get(name.strip("_")) == value for name, value in attrs.items())


def _sent_of(element: Element) -> Iterator[tuple[str, str]]:
    if element.tag == "option" and "selected" in element.attrs:
        select = next(e for e in reversed(element.inside) if e.tag == "select")
        yield select.attrs["name"], element.value
    if element.tag == "textarea":
        yield element.attrs["name"], element.value
    if element.tag == "input" and element.attrs.get("type") not in NEVER_SENT:
        if element.attrs.get("type") in ("checkbox", "radio"):
            if "checked" in element.attrs:
                yield element.attrs["name"], element.attrs.get("value", "on")
        elif "name" in element.attrs:
            yield element.attrs["name"], element.value
