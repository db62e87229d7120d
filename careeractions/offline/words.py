"""Word lists for `phrases.py`, such as words that lose their capital in mid-sentence."""


def _set(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


LANGUAGES = _set(
    """
    arabic bengali bulgarian cantonese catalan chinese croatian czech danish dutch english
    estonian farsi finnish french german greek gujarati hausa hebrew hindi hungarian icelandic
    igbo indonesian irish italian japanese kannada korean latvian lithuanian malay malayalam
    mandarin marathi norwegian persian polish portuguese punjabi romanian russian serbian
    slovak slovenian somali spanish swahili swedish tagalog tamil telugu thai turkish
    ukrainian urdu vietnamese welsh xhosa yoruba zulu
    """
)

# Names that keep their capital, while the words beside them may lose theirs.
NAMES = LANGUAGES | _set(
    """
    african american angular asian bash bayesian british canadian django docker european excel
    flask git go indian java javascript kafka kubernetes latin linux matlab node php postgres
    python pytorch react redis ruby rust scala spark swift tableau terraform typescript vue
    western
    """
)

# Words of everyday and professional speech, as people capitalize them in lists.
ORDINARY = _set(
    """
    algorithmic bias systemic strategic societal existential catastrophic
    a about abstract academic access activation active adult advanced adversarial agent agents
    agile algebra algorithms alignment ambulatory an analysis analyst analytical and animal
    applied architecture archives art arts assessment at attacks audio audit auditing audits
    autoencoders backend basic benchmark benchmarks biology board book brand breast briefing
    budget budgeting building business calculus campaign cancer capacity care career case
    catering chain change channel charity chemistry child childhood children circuits civic
    civil classroom client climate clinical cloud code cold college commerce commercial
    communication communications community comparative compression computational compute
    computer conference confidential conflict consensus consistency constitutional
    construction consultation consumer content contract contracts control copy core corporate
    court creative crisis critical cross-cultural cryptography culture curriculum customer
    data database databases deal deception deep defense delivery design desk detection
    development diagnostics digital disability discovery discrete disease distributed document
    domestic drafting dynamics early economic economics editing editorial elder electrical
    electronic emergency emotional employment end energy engineer engineering environmental
    erasure ethics evaluation evaluations event events evidence experiment experimental
    experiments expert facilitation fact-checking family field film finance financial first
    focus food for foreign foundations frontend full functional fundraising game general
    global goal grant grants graphic group growth guest hands-on hardware health healthcare
    hiring history home hospital hospitality human identity image impact in incident incidents
    industrial infant information infrastructure inside instructional intellectual intensive
    internal international interpersonal interpretability interview interviews inventory
    investment issues journalism key kindergarten knowledge lab labor labs language large law
    leadership learning legal legislative lesson liability library life linear literacy
    literary literature local logic logistics long-form machine maintenance management
    manufacturing market mass material math mathematics mechanical mechanistic media medical
    medication medicine meeting memory mental method methods metrics mobile model modeling
    modelling models moral multi-agent music national natural needs negotiation network
    networks neural newsletter nonprofit numerical nurse object office on open operations
    optimization oral organic organization organizational organizations orientation outreach
    oversight pain parent patient patients payroll pediatric peer people performance personal
    philosophy physical physics plan planning platform play poetry policy political politics
    portfolio press primary print probability problem process processes product production
    products professional program programs project projects proof property protection
    psychology public qualitative quality quantitative quantum radio reading records recovery
    red regulation regulatory reinforcement relations relationship remote reporting research
    resolution resource resources response restaurant retail review reward rights risk
    robotics robustness safety sales scalable scale school science sciences scientific search
    second secondary security service services simultaneous skills small social society
    sociology software solving source space spatial special speech sports stakeholder
    standards statistical statistics stochastic storage story storytelling strategic strategy
    stream structured student students studies study supply support survey surveys
    sustainability system systems tax teaching team teams teamwork technical technique
    techniques technology testing text theoretical theory therapy thinking third-party threat
    time to tool tools toxicology trade training transfer translation transport trauma travel
    treatment triage trial tutoring ui understanding urban usability user ux value vendor
    vendors video vision visual voice volunteer warehouse web weight welfare wellness with
    wound writing young youth
    """
)
_ENDINGS = _set(
    """
    ical istic
    ance ence graphy ics ing ity ment ness ology onomy ship sion tion ysis
    """
)
ORDINARY_ENDINGS = tuple(sorted(_ENDINGS))
# Names that end like ordinary words.
NOT_ORDINARY = _set(
    """
    beijing bing confluence lightning notion processing spring
    """
)

AGENT_ENDINGS = ("er", "or", "ist", "ian", "eer", "ant", "ent", "ive", "ate", "yst")
# Words of job titles without the ending of an agent noun, and nouns that can end a title.
JOB_WORDS = _set(
    """
    account assistant associate casual chief coach contract deputy executive fellow freelance
    graduate head independent interim intern junior lead lecturer midlevel night nurse of part-time
    postdoc postdoctoral principal private professor registered representative secretary
    senior shift staff student trainee volunteer web
    """
)
JOB_HEADS = _set(
    """
    advocate attorney counsel
    auditor chef clerk coach concierge fellow guard intern lead nurse paralegal pilot postdoc
    secretary sommelier student technician trainee
    """
)
# Titles held by one person per organization: no article, and capitals stay.
SOLE_TITLES = _set(
    """
    ceo cfo chair chief coo cto founder head president vp
    """
)

# Last words of headings over skills, such as "Programming Languages".
HEADING_WORDS = _set("frameworks languages libraries platforms technologies tools")

# Fillers for empty fields, such as "N/A", and placeholders.
EMPTY_WORDS = _set(
    """
    backend cloud databases frameworks frontend infrastructure languages libraries methods
    technologies tools web
    anywhere constructor earth etc everywhere false hasownproperty inf infinity interest
    interests misc n/a na nan nil no none nothing null other others remote skill skills tbd
    test testing then true undefined unknown various world yes
    """
)
# Words that make a text a sentence rather than the name of something.
SENTENCE_WORDS = _set(
    """
    am are can't disregard don't drop forget he i i'd i'm i've ignore is i’m i’ve me must my
    our please pretend select she should they was we were will would you your
    """
)

# Base forms that open a goal: "move into policy", "become a research engineer".
BASE_VERBS = _set(
    """
    achieve act add address advance advise advocate answer apply assess attend audit be become
    begin bridge bring broaden build campaign care carry change check climb close co-found coach
    collect combine come communicate compare complete connect contribute convince coordinate
    create cut dedicate deepen defend deliver deploy design develop direct do document draft earn
    edit educate enable encourage engage ensure enter establish evaluate examine expand explain
    explore expose fight figure film find finish fix focus follow forecast found gain get give go
    govern grow guard guide have help hold identify illustrate improve influence inform inspect
    inspire interpret introduce investigate invest join keep know land launch lead learn leave
    leverage live lobby lower maintain make manage map measure mentor model monitor move negotiate
    open organize oversee participate pass persuade pilot pivot play prepare prevent produce
    promote protect prove provide publish push put raise reach read record reduce regulate
    replicate report research review run save scale secure see seek serve set shape share shift
    show solve speak spend spread stand start stay stop strengthen study supervise support switch
    take talk teach tell test track train transfer transition translate try turn understand
    uncover use validate verify volunteer warn watch win work write
    """
)
# Verbs whose object is what a goal is about.
GOAL_VERBS = _set(
    """
    address advance assess audit contribute defend develop deepen evaluate examine explore focus
    forecast fix govern improve influence inspect investigate learn lower measure monitor
    move oversee prevent reduce regulate research review secure shape strengthen study supervise
    test track transition understand verify work
    """
)
# Heads of noun phrases that say nothing about a subject.
WEAK_OBJECTS = _set(
    """
    ability ai all anything bit bridge business career chance change company contribution
    difference everything experience field first footing foot fellowship full-time goal good
    help hand idea impact institute internship it job jobs kind knowledge lab life living lot lots
    money month more name network new number one opportunities opportunity organization
    organizations others paper part part-time path people person phd place plan position product
    program project projects role roles safety say second sense series skills small society
    something step steps sure talk team teams that them thing things this time two use way ways
    work world years
    """
)
# Skills that carry no card: soft skills, and software that every office uses.
PLAIN_SKILLS = _set(
    """
    adaptability attention-to-detail calendar-management collaboration communication
    critical-thinking creativity curiosity customer-service data-entry decision-making driving
    driving-license email empathy excel filing flexibility google-docs google-workspace
    hard-working honesty independence initiative internet interpersonal leadership listening
    microsoft-excel microsoft-office microsoft-word motivation ms-office multitasking office
    office-software organization organizational organized outlook patience people-skills
    persistence phone positivity powerpoint problem-solving proactivity punctuality reliability
    resilience self-motivation slack social-skills spreadsheet spreadsheets stress-management
    team-player teamwork time-management typing verbal-communication word work-ethic
    working-under-pressure written-communication zoom
    """
)

# Words of titles whose work could do harm if it were published.
HAZARDOUS_WORK = (
    *("virologist", "virology", "offensive security", "exploit", "exploits", "malware"),
    *("toxicologist", "weapons", "explosives", "synthetic biologist", "synthetic chemist"),
    *("synthesis", "process chemist", "medicinal chemist", "pathogens"),
)
