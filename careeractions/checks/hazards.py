"""Check `hazard`: steps that make or publish something dangerous, or what a goal rules out.

A sentence is at fault when it names something hazardous and says to make, obtain or publish it,
unless it says that the work is defensive or stays closed. What a goal rules out ("without
publishing anything harmful") counts against publishing anything about a hazardous subject.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from careeractions.checks.person import CardSet, CardText, Person
from careeractions.findings import Finding
from talentnet.sentences import sentences_of

# Always dangerous to make or to spread.
_HAZARD = re.compile(
    r"\b(?:pathogens?|toxins?|nerve agents?|chemical weapons?|bio-?weapons?|bioterror\w*|anthrax|"
    r"ricin|sarin|botulinum|smallpox|gain[- ]of[- ]function|(?:more )?transmissib\w+|virulen\w+|"
    r"enhanced? (?:virus|strain)\w*|explosives?|detonators?|dirty bombs?|uranium enrichment|"
    r"weapons?-grade|nuclear weapons?|weaponi[sz]\w+|(?:lethal )?autonomous weapons?|malware|"
    r"ransomware|keyloggers?|botnets?|rootkits?|trojans?|computer worms?|zero[- ]days?|"
    r"exploit (?:code|chain|kit)s?|working exploits?|exploits|phishing (?:kit|campaign|page|mail|"
    r"email)s?|jailbreaks?|jailbreak prompts?|(?:bypass|circumvent|evad|disabl|defeat|remov|strip)"
    r"\w* (?:\w+ ){0,3}(?:safeguards?|guardrails?|safety filters?|filters|refusals?|monitoring|"
    r"detection|safety training|oversight)|deepfakes? of|toxic compounds?|synthesis routes?|"
    r"toxicity predict\w+|precursors?|"
    r"Krankheitserreger\w*|Erreger\w*|Giftstoff\w*|Nervengift\w*|Kampfstoff\w*|Biowaffe\w*|"
    r"Chemiewaffe\w*|Sprengstoff\w*|Schadsoftware|Schadcode|Exploits?|Jailbreaks?|Syntheseweg\w*|"
    r"Schutzmaßnahmen (?:umgeh|aushebel)\w+|patógenos?|toxinas?|agentes? nerviosos?|"
    r"armas? (?:biológicas?|químicas?|nucleares?)|explosivos?|programas? maliciosos?|"
    r"evadir (?:los |las )?(?:filtros|salvaguardas|protecciones)|rutas? de síntesis)\b|"
    r"病原体|毒素|神経剤|化学兵器|生物兵器|爆発物|爆薬|マルウェア|ランサムウェア|エクスプロイト|"
    r"ゼロデイ|脱獄|ジェイルブレイク|合成経路|安全対策を回避|フィルターを回避|ガードレールを(?:回避|突破)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"\b(?:publish\w*|releas\w+|post|posts|posting|share|shares|sharing|upload\w*|open[- ]sourc\w+|"
    r"distribut\w+|disseminat\w+|build\w*|create|creating|develop|developing|writ(?:e|ing)|"
    r"synthesi[sz]\w+|mak(?:e|ing)|produce|producing|assembl\w+|generat\w+|collect\w*|compil\w+|"
    r"demonstrat\w+|step[- ]by[- ]step|how to|instructions?|recipe|protocol for|design|optimi[sz]\w+|"
    r"cultur\w+|order|acquire|obtain|replicat\w+|reproduc\w+|train|fine-?tun\w+|"
    r"veröffentlich\w+|teilen|bauen|bau|entwick\w+|schreiben|herstell\w+|sammeln|sammle\w*|"
    r"publi(?:que|car|ca|cando)\w*|compart\w+|constru\w+|desarroll\w+|escrib\w+|sintetiz\w+|"
    r"recopil\w+|difund\w+|elabor\w+)\b|"
    r"公開|共有|作成|作る|作り|開発|構築|合成|収集|投稿|製造|執筆|書く|書き|配布",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(
    r"\b(?:publish\w*|releas\w+|post|posting|share (?:it|them)? ?(?:publicly|openly|online|widely)|"
    r"upload\w*|open[- ]sourc\w+|publicly|in the open|online|open (?:dataset|data set|benchmark|"
    r"repository|access)|preprint|blog|veröffentlich\w+|öffentlich\w*|publi(?:que|car|ca)\w*|"
    r"en abierto|en línea)\b|公開|投稿|オープンソース",
    re.IGNORECASE,
)
_DEFENSIVE = re.compile(
    r"\b(?:defen[cs]\w+|defend\w*|detect\w*|mitigat\w+|prevent\w*|protect\w*|screen\w*|policy|"
    r"policies|govern\w+|biosecurity|countermeasures?|vaccin\w+|respons\w+ disclos\w+|"
    r"disclos\w+ (?:responsibl\w+|privately)|coordinated disclosure|patch\w*|incident response|"
    r"(?:closed|private|privately|internal|confidential\w*|non-public|trusted)|redact\w*|"
    r"without (?:publish\w+|shar\w+|releas\w+|nam\w+|details?|operational)|"
    r"(?:do not|don't|never|not|nothing|no) (?:\w+ ){0,4}(?:publish\w*|shar\w+|releas\w+|post\w*)|"
    r"leav\w+ out|harmless|benign|hygiene|treaty|treaties|law|legal|regulat\w+|history|"
    r"surveillance|preparedness|response plan|awareness|threat models?|risk assessment|"
    r"safety case|inspection|non-?proliferation|disarmament|containment|"
    r"Abwehr|Schutz|Erkennung|erkenn\w+|verhinder\w+|vertraulich|intern|nicht\w* veröffentlich\w+|"
    r"nicht öffentlich|Richtlini\w+|Prävention|geschlossen\w*|"
    r"defensa|detectar|detección|prevenir|prevención|proteger|confidencial|privad\w+|"
    r"sin (?:publicar|divulgar|compartir)|no publi\w+|política\w*|cerrad\w+)\b|"
    r"防御|検知|検出|予防|保護|非公開|公開しない|公開せず|政策|対策を|内部|限定|規制",
    re.IGNORECASE,
)
# Defense doesn't make these harmless: the thing itself is spread.
_SPREADS = re.compile(
    r"\b(?:publish|release|post|share|open-source|upload)\w* (?:\w+ ){0,5}(?:exploit code|"
    r"working exploits?|jailbreak prompts?|synthesis routes?|protocols?|toxin sequences?|"
    r"malware samples?|payloads?)\b",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(
    r"\b(?:without|never|not|nothing|no|don't|won't|refuse to|ohne|nicht|nichts|niemals|sin|no|"
    r"nunca|nada)\b[^.;!?]{0,50}\b(?:publish\w*|releas\w+|shar\w+|post\w*|open[- ]sourc\w+|"
    r"disclos\w+|spread\w*|veröffentlich\w+|preisgeb\w+|publi(?:car|que|cado)\w*|divulg\w+|"
    r"compartir)\b|"
    r"\b(?:harmful|dangerous|hazardous|misus\w+|dual[- ]use|gefährlich\w*|schädlich\w*|peligros\w+|"
    r"dañin\w+)\b[^.;!?]{0,40}\b(?:published|released|public|out|open|veröffentlicht)\b|"
    r"公開(?:しない|せず|したくない|しません|することなく)|(?:有害|危険)[^。]{0,15}(?:公開|出さ)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:chemi\w+|toxic\w*|synthes\w+|reagents?|compounds?|virus\w*|virolog\w*|viral|patho\w+|"
    r"microb\w+|bacteri\w+|genom\w+|sequences?|biosecur\w+|exploit\w*|vulnerabilit\w+|attack\w*|"
    r"offensive|penetration|malware|red[- ]team\w*|jailbreak\w*|weapon\w*|nuclear|radiolog\w+|"
    r"hazard\w*|Chemie|chemisch\w*|Viren|Virus|Schwachstellen?|Angriff\w*|"
    r"químic\w+|tóxic\w+|vulnerabilidad\w*|ataque\w*)\b|化学|毒性|ウイルス|病原|脆弱性|攻撃|兵器",
    re.IGNORECASE,
)


class _Rules:
    """What one person's goals rule out."""

    def __init__(self, person: Person) -> None:
        profile = person.profile
        self.texts = [profile.career_goals, profile.seeking, profile.summary]

    @cached_property
    def forbid_publishing(self) -> bool:
        return any(_RULED_OUT.search(text) for text in self.texts)


def check_hazards(cards: CardSet) -> Iterator[Finding]:
    rules = _Rules(cards.person)
    for text in cards.texts:
        if text.place == "rationale":
            continue
        card = " ".join(other.text for other in cards.texts if other.action == text.action)
        if match := _hazard_in(text, card, rules):
            yield Finding.of_code("hazard", match, text.action, text.place)


def _hazard_in(text: CardText, card: str, rules: _Rules) -> str | None:
    for sentence in sentences_of(text.text):
        if match := _SPREADS.search(sentence):
            return match[0]
        hazard = _HAZARD.search(sentence)
        if hazard and _ACT.search(sentence) and not _DEFENSIVE.search(sentence):
            # What the next sentence keeps closed isn't published by this one.
            if not _DEFENSIVE.search(card):
                return hazard[0]
        publishing = _PUBLISHING.search(sentence)
        if rules.forbid_publishing and publishing and not _DEFENSIVE.search(sentence):
            if _HAZARD.search(card) or _SUBJECT.search(card):
                return publishing[0]
    return None
