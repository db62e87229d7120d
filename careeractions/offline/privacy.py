"""Keep texts that name the person or a hidden organization out of cards."""

import re
from dataclasses import dataclass

from talentnet.profiles.models import Profile
from talentnet.text import names, normalized, one_line

# Characters. Shorter parts are too common in ordinary text.
_WORD = re.compile(r"\w+")
_MIN_NAME_PART = 3
_MIN_ORGANIZATION_PART = 4


@dataclass(frozen=True)
class Privacy:
    """Names that no card may contain."""

    hidden: tuple[str, ...]
    name: str
    pronouns: str

    @classmethod
    def from_profile(cls, profile: Profile) -> "Privacy":
        hidden = [one_line(h) for h in profile.hidden_from_organizations if isinstance(h, str)]
        return cls(
            hidden=tuple(h for h in hidden if h),
            name=one_line(profile.name),
            pronouns=one_line(profile.pronouns).casefold(),
        )

    def allows(self, text: str) -> bool:
        """True if the text doesn't name the person or a hidden organization."""
        plain = one_line(text)
        return not (self._names_hidden(plain) or self._names_person(plain))

    def allows_organization(self, organization: str) -> bool:
        """Like `allows`, but also refuses a short form of a hidden organization's name."""
        short = one_line(organization)
        return self.allows(organization) and not (
            len(short) >= _MIN_ORGANIZATION_PART
            and any(names(normalized(hidden), short) for hidden in self.hidden)
        )

    def _names_hidden(self, text: str) -> bool:
        folded = text.casefold()
        return any(
            names(normalized(text), hidden)
            # A longer name also counts within a word, such as "Acme" in "AcmeLab".
            or (len(hidden) >= _MIN_ORGANIZATION_PART and hidden.casefold() in folded)
            # Names made of symbols have no normalized words to compare.
            or hidden.casefold() == folded
            for hidden in self.hidden
        )

    def _names_person(self, text: str) -> bool:
        if self.pronouns and text.casefold() == self.pronouns:
            return True
        if self.name and names(normalized(text), self.name):
            return True
        # Parts of names are often words, too ("Will", "Grace"), so compare them case-sensitively.
        words = set(_WORD.findall(text))
        parts = _WORD.findall(self.name)
        return any(part in words for part in parts if len(part) >= _MIN_NAME_PART)
