"""Checks `promise`, `discouragement`, `trait` and `generic`: what an adviser wouldn't say."""

import re
from collections.abc import Iterator

from careeractions.checks.person import CardSet, CardText
from careeractions.findings import Finding

_OUTCOME = (
    r"(?:job|offer|interview|position|role|fellowship|grant|funding|promotion|place|spot|salary|"
    r"career|seat|contract|scholarship|post)s?"
)
_PROMISE = re.compile(
    r"\b(?:(?:will|'ll|’ll|is (?:sure|certain|bound|guaranteed) to|"
    r"are (?:sure|certain|bound|guaranteed) to)(?: \w+){0,3}? "
    rf"(?:get|land|secure|earn|win|receive|bring|guarantee|lead (?:directly )?to) (?:\w+ ){{0,5}}{_OUTCOME}|"
    r"(?:will|’ll|'ll|is (?:sure|certain|bound|guaranteed) to|to) (?:\w+ )?(?:get|getting) you "
    r"(?:\w+ )?(?:hired|accepted|in|noticed|promoted)|"
    r"gets? you (?:hired|accepted|promoted)|you(?:'ll|’ll| will) (?:\w+ )?be (?:hired|accepted|"
    r"promoted|offered)|guarante(?:e|es|ed|eing)|"
    r"(?:employers|recruiters|hiring managers|labs) will (?:\w+ )?(?:hire|call|fight|notice|want|"
    r"contact|come)|(?:will|’ll|'ll) (?:\w+ )?make you (?:an? |the )?(?:\w+ ){0,2}(?:expert|leader|"
    r"hire|famous|irresistible|indispensable|employable|sought-after|authority|candidate)|"
    r"(?:will|’ll) open (?:every|all|any|many) doors?|cannot fail|can't fail|can’t fail|"
    r"(?:assures|ensures) (?:you|that you|your (?:place|job|admission|acceptance|career))|"
    r"you (?:will|’ll) (?:definitely|certainly|surely|undoubtedly)|no employer (?:can|could|will))\b|"
    r"\b(?:garantiert|garantieren|sichert? Ihnen|werden Sie (?:sicher|garantiert|bestimmt)|"
    r"(?:wird|werden) (?:Ihnen|Sie) (?:\w+ ){0,4}(?:Stelle|Job|Zusage|Einladung|Arbeitsplatz)\w*|"
    r"(?:werden|wird) (?:Sie )?(?:\w+ ){0,3}eingestellt|mit Sicherheit (?:\w+ ){0,4}(?:Stelle|Job))\b|"
    r"\b(?:garantiza\w*|garantía de (?:empleo|trabajo)|(?:te|le|lo|la) contratarán|"
    r"será[s]? contratad[oa]|(?:te|le) (?:conseguirá|dará|abrirá) (?:\w+ ){0,3}(?:trabajo|puesto|"
    r"empleo|plaza|puertas?)|conseguirá[s]? (?:\w+ ){0,3}(?:trabajo|puesto|empleo|plaza|beca)|"
    r"asegura(?:rá)? (?:\w+ ){0,2}(?:puesto|trabajo|empleo|plaza|contratación))\b|"
    r"(?:必ず|確実に|間違いなく)[^。]{0,25}(?:採用|内定|就職|転職|合格|昇進)|"
    r"(?:採用|内定|就職|転職|合格|昇進)[^。]{0,10}(?:保証|約束|確実|間違いな)|"
    r"(?:採用され|内定が(?:得られ|出|もらえ))ます",
    re.IGNORECASE,
)
# "It can't guarantee", "no guarantee", "without a promise".
_DENIED = re.compile(
    r"\b(?:no|not|n't|n’t|cannot|without|never|nobody|nothing|kein\w*|nicht|ohne|sin|nunca)\b"
    r"[^.,;]{0,20}\Z|\b(?:guaranteed? that (?:the|a)|whether|if)\b[^.,;]{0,30}\Z",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(
    r"(?:garantiert (?:nicht|kein)|no garantiza|保証(?:は|では)(?:ない|ありません))", re.IGNORECASE
)
_DISCOURAGEMENT = re.compile(
    r"\b(?:you(?:'re|’re| are) (?:probably |simply |just |already )?(?:too (?:old|young|late|junior|"
    r"inexperienced|far behind)|not (?:\w+ )?(?:qualified|smart|good|talented|technical|cut out|"
    r"suited|ready) ?(?:enough)?|unlikely to|underqualified|overqualified|never going to)|"
    r"you(?:'ll|’ll| will) (?:probably |likely )?(?:never|fail|struggle|not (?:make|get|be able))|"
    r"you (?:simply |clearly |still )?(?:lack|can't|cannot|can’t|don't have what|don’t have what)"
    r" (?:\w+ ){0,3}(?:talent|ability|brains|degree|background|compete|become|credentials|"
    r"qualifications|it takes|skills?|aptitude|rigor)|it(?:'s|’s| is) too late for you|"
    r"give up (?:on|your)|don't bother|don’t bother|no (?:real |serious )?(?:chance|hope) (?:of|for|to)|"
    r"not good enough|(?:someone|people|a person) (?:like|at) you(?:r age| )(?:\w+ ){0,3}(?:cannot|"
    r"can't|rarely|never|seldom)|unrealistic|out of your (?:league|reach|depth)|"
    r"at your age(?: it is| you)|hopeless|waste of your time|(?:lower|forget) your (?:goals?|hopes?|"
    r"ambitions?|sights))\b|"
    r"\b(?:Sie sind (?:leider |schlicht |einfach )?(?:zu (?:alt|jung|unerfahren)|nicht (?:gut|klug|"
    r"qualifiziert)\w*|ungeeignet)|zu spät für Sie|werden Sie (?:kaum|nie|niemals|nicht)|"
    r"geben Sie (?:\w+ ){0,3}auf|unrealistisch|aussichtslos|keine (?:echte )?Chance|fehlt Ihnen (?:\w+ ){0,3}(?:Talent|"
    r"Begabung|Eignung))\b|"
    r"\b(?:(?:es|eres|está|estás) (?:usted )?demasiado (?:mayor|viejo|vieja|joven|tarde)|"
    r"nunca (?:será|serás|podrá|podrás|lograrás?)|no (?:tiene|tienes) (?:\w+ ){0,2}(?:capacidad|talento|"
    r"posibilidades|nivel|oportunidad)|es poco realista|poco realista|renunci[ae] a|"
    r"no (?:sirve|vale|está cualificad[oa])\b)|"
    r"(?:もう)?(?:年齢的に|あなたには)[^。]{0,15}(?:無理|難しい|向いてい|遅)|手遅れ|遅すぎ|諦め|あきらめ|"
    r"才能が(?:ない|ありません|足りま)|無理(?:です|でしょう)|現実的では(?:ない|ありません)",
    re.IGNORECASE,
)
_NOT_DISCOURAGED = re.compile(
    r"\b(?:not|n't|n’t|never|isn't|nicht|no)\s(?:\w+ ){0,2}\Z|\b(?:if|when|until|unless|before) \Z|"
    r"\b(?:don't|do not|nicht|no)\b[^.]{0,15}\Z",
    re.IGNORECASE,
)
_TRAITS = (
    r"(?:woman|man|female|male|girl|boy|mother|father|mom|dad|grandmother|grandfather|muslim|"
    r"christian|jew|jewish|hindu|buddhist|catholic|atheist|immigrant|refugee|migrant|foreigner|"
    r"disabled|deaf|blind|autistic|wheelchair|gay|lesbian|queer|trans|transgender|nonbinary|"
    r"non-binary|black|white|asian|latina|latino|hispanic|arab|african|indian|chinese|nigerian|"
    r"mexican|brazilian|turkish|japanese|german|older|elderly|young|youngster|senior citizen|"
    r"pregnant|single|believer|person of color|man of faith|woman of faith|millennial|boomer)"
)
_TRAIT = re.compile(
    rf"\b(?:as an? (?:\w+ ){{0,2}}{_TRAITS}(?:'s)?\b(?! (?:speak\w*|translat\w*|teach\w*|tutor|language))|"
    rf"because you(?:'re|’re| are) (?:an? )?(?:\w+ ){{0,1}}{_TRAITS}|since you(?:'re|’re| are) (?:an? )?(?:\w+ )?{_TRAITS}|"
    r"you(?:'re|’re| are) (?:an? )?(?:\w+ )?(?:woman|muslim|christian|jewish|disabled|pregnant|"
    r"autistic|immigrant|refugee)|"
    r"(?:women|men|girls|mothers|fathers|muslims|christians|immigrants|older people|young people|"
    r"people your age|someone your age|people of your (?:age|faith|background)) (?:like you|are|have|"
    r"tend|bring|often|naturally|usually)|"
    r"your (?:(?:\w+ )?age|gender|sex|religion|religious|faith|nationality|ethnic\w*|race|disabilit\w+|"
    r"sexual\w*|pregnan\w+|skin|youth|womanhood|maternal|feminine|masculine|marital|"
    r"(?:muslim|christian|jewish|hindu|african|asian|indian|latin|arab|nigerian|chinese)\w* "
    r"(?:heritage|roots|identity|background|origin|faith|upbringing))\b|"
    r"at your age|at (?:age )?\d\d,? you|given your (?:age|gender|nationality|religion)|"
    r"your (?:wheelchair|autism|deafness|blindness|adhd|dyslexia))",
    re.IGNORECASE,
)
_TRAIT_OTHER = re.compile(
    r"\b(?:als (?:Frau|Mann|Mutter|Vater|Muslim\w*|Christ\w*|Jüd\w+|Migrant\w*|Ausländer\w*|"
    r"Behindert\w*|ältere\w*|junge\w* (?:Frau|Mann|Mensch)|Türk\w+|Rentnerin im Alter)|"
    r"in Ihrem Alter|Ihr(?:e|es|em|er)? (?:Alter\w*|Geschlecht\w*|Religion|Glaube\w*|Nationalität|Herkunft|"
    r"Behinderung|Hautfarbe)|weil Sie (?:eine? )?(?:Frau|Mann|Mutter|Muslim\w*|alt|jung) sind|"
    r"(?:como|por ser) (?:una? )?(?:mujer|hombre|madre|padre|musulm\w+|cristian\w+|judí\w+|inmigrante|"
    r"discapacitad\w+|persona mayor|mexican\w+|latin[oa])|a (?:su|tu) edad|"
    r"(?:su|tu) (?:edad|género|sexo|religión|fe|nacionalidad|discapacidad|raza|origen étnico))\b|"
    r"(?:女性|男性|母親|父親|主婦|高齢者|若者|外国人|障害者|イスラム教徒|キリスト教徒|仏教徒)(?:として|である|だから|なので|ならでは|らしい)|"
    r"(?:あなたの|ご自身の)(?:年齢|性別|宗教|信仰|国籍|障害|人種)|年齢(?:を考え|的に|だから)|その年齢",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:learn (?:more |the basics )?about (?:ai|ai safety|ai alignment|artificial intelligence|"
    r"machine learning|the field)(?: safety)?\b(?: (?:online|today|now|basics))*|"
    r"network with (?:people|others|professionals|experts|peers)|"
    r"take (?:an?|some) (?:\w+ )?(?:online )?(?:course|mooc)s?|stay (?:up[- ]to[- ]date|informed|current)|"
    r"read (?:more |some |widely )?(?:papers|articles|books|blogs|up) (?:about|on) (?:ai|ai safety|the field)|"
    r"keep (?:learning|up with)|improve your (?:skills|resume|cv|network)|"
    r"join (?:an? |the )?(?:online )?(?:communit\w+|forum|discussion)|attend (?:conferences|events|meetups|webinars)|"
    r"follow (?:the news|experts|leaders)|build your (?:network|brand|skills|profile)|"
    r"explore (?:ai safety|the field|opportunities|resources)|get involved in ai safety|"
    r"expand your (?:network|knowledge|horizons)|gain (?:more )?(?:experience|knowledge) in ai)|"
    r"\b(?:mehr über (?:KI|KI-Sicherheit|künstliche Intelligenz|das Feld|das Thema)|vernetzen Sie sich mit|"
    r"netzwerken|(?:einen )?Online-?Kurs (?:besuchen|belegen|machen)|auf dem Laufenden|Kenntnisse erweitern|"
    r"sich (?:weiterbilden|informieren|vernetzen))\b|"
    r"\b(?:aprend(?:e|a|er) más sobre|tom(?:a|e|ar) un curso|manten(?:te|erse|ga|gase) (?:al día|informad\w+|"
    r"actualizad\w+)|hacer? contactos|hacer networking|haz networking|amplia(?:r)? (?:tu|su)s? (?:red|conocimientos)|"
    r"mejora(?:r)? (?:tus|sus) habilidades|explora(?:r)? el campo)|"
    r"(?:AI|AIの安全性|AI安全性|AIセーフティ|人工知能)について(?:もっと|さらに|より深く)?(?:学ぶ|学び|学んで|勉強)|"
    r"(?:もっと|さらに)学ぶ|人脈を(?:広げ|作)|オンライン(?:講座|コース)を(?:受講|受け)|最新(?:情報|動向)を(?:追|把握)|"
    r"スキルを(?:高め|磨)",
    re.IGNORECASE,
)
_PATTERNS = (
    ("promise", _PROMISE, _DENIED),
    ("discouragement", _DISCOURAGEMENT, _NOT_DISCOURAGED),
    ("trait", _TRAIT, None),
    ("trait", _TRAIT_OTHER, None),
)


def check_tone(cards: CardSet) -> Iterator[Finding]:
    for text in cards.texts:
        for code, pattern, exception in _PATTERNS:
            for words in _matches(text.text, pattern, exception):
                yield Finding.of_code(code, words, text.action, text.place)
        yield from _generic(text)


def _matches(
    text: str, pattern: re.Pattern[str], exception: re.Pattern[str] | None
) -> Iterator[str]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        denied = exception is not None and exception.search(before)
        if not denied and not _NO_PROMISE.match(text, match.start()):
            yield match[0]


def _generic(text: CardText) -> Iterator[Finding]:
    """Stock phrases in a title, or at the beginning of a description."""
    if text.place == "rationale":
        return
    match = _GENERIC.search(text.text)
    if match and (text.place == "title" or match.start() == 0):
        yield Finding.of_code("generic", match[0], text.action, text.place)
