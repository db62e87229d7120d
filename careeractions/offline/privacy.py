"""Decide what may be quoted: nothing that names the person or a hidden organization."""

import re
from dataclasses import dataclass

from talentnet.profiles.models import Profile
from talentnet.text import names, normalized, one_line

_WORD = re.compile(r"\w+")
_SHORTEST_NAME_PART = 3
_SHORTEST_ORGANIZATION_PART = 4


@dataclass(frozen=True)
class Privacy:
    hidden: tuple[str, ...]
    name: str
    pronouns: str

    @classmethod
    def of(cls, profile: Profile) -> "Privacy":
        hidden = [one_line(h) for h in profile.hidden_from_organizations if isinstance(h, str)]
        return cls(
            hidden=tuple(h for h in hidden if h),
            name=one_line(profile.name),
            pronouns=one_line(profile.pronouns).casefold(),
        )

    def allows(self, text: str) -> bool:
        plain = one_line(text)
        return not (self._names_hidden(plain) or self._names_person(plain))

    def allows_organization(self, organization: str) -> bool:
        """Also refuses the short name of an organization hidden under its long one."""
        short = one_line(organization)
        return self.allows(organization) and not (
            len(short) >= _SHORTEST_ORGANIZATION_PART
            and any(names(normalized(hidden), short) for hidden in self.hidden)
        )

    def _names_hidden(self, text: str) -> bool:
        folded = text.casefold()
        return any(
            names(normalized(text), hidden)
            or (len(hidden) >= _SHORTEST_ORGANIZATION_PART and hidden.casefold() in folded)
            or hidden.casefold() == folded
            for hidden in self.hidden
        )

    def _names_person(self, text: str) -> bool:
        if self.pronouns and text.casefold() == self.pronouns:
            return True
        if self.name and names(normalized(text), self.name):
            return True
        # A part of a name is often a word as well ("Will", "Grace"): as it is written only.
        words = set(_WORD.findall(text))
        parts = _WORD.findall(self.name)
        return any(part in words for part in parts if len(part) >= _SHORTEST_NAME_PART)
