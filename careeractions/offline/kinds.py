"""Words that reveal the kind of a skill or interest, a craft or a profession."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from matching.ranking.reading.roles import ROLE_WORDS
from talentnet.profiles.models import RoleType
from talentnet.text import names, normalized

Kinds = frozenset[str]
ANY: Kinds = frozenset()


class Craft(StrEnum):
    """Kind of work that a person's actions are written for."""

    RESEARCH = "research"
    ENGINEERING = "engineering"
    SECURITY = "security"
    POLICY = "policy"
    OPERATIONS = "operations"
    COMMUNICATIONS = "communications"
    FIELD = "field"
    """Profession outside the network's usual ones, such as nursing, law or translation."""


CRAFT_OF_ROLE: dict[str, Craft] = {
    RoleType.RESEARCH: Craft.RESEARCH,
    RoleType.ENGINEERING: Craft.ENGINEERING,
    RoleType.POLICY: Craft.POLICY,
    RoleType.OPERATIONS: Craft.OPERATIONS,
    RoleType.COMMUNICATIONS: Craft.COMMUNICATIONS,
}

# Extends the words by which matching tells roles apart. "Law" alone doesn't mean policy work, and
# security is a separate craft here.
CRAFT_WORDS: dict[Craft, tuple[str, ...]] = {
    Craft.RESEARCH: (
        *ROLE_WORDS[RoleType.RESEARCH],
        *("data scientist", "statistician", "machine learning", "statistics", "algebra", "postdoc"),
        *("proof writing", "pytorch", "philosophy", "economics", "mathematician"),
    ),
    Craft.ENGINEERING: (
        *(word for word in ROLE_WORDS[RoleType.ENGINEERING] if word != "security"),
        *("data analyst", "data scientist", "web developer", "sre", "programming", "computer"),
        *("fullstack", "full-stack", "front-end", "frontend", "architect", "coder", "sql", "go"),
        *("javascript", "typescript", "java", "react", "html", "docker", "kubernetes", "data"),
    ),
    Craft.SECURITY: (
        *("security", "penetration", "red teaming", "threat modeling", "incident response"),
        *("cybersecurity", "infosec", "cryptography", "forensics"),
    ),
    Craft.POLICY: (
        *(w for w in ROLE_WORDS[RoleType.POLICY] if w not in ("law", "legal", "compliance")),
        *("regulatory", "diplomat", "civil servant", "public affairs", "think tank", "oversight"),
        *("public policy", "legislation", "regulator", "international relations"),
    ),
    Craft.OPERATIONS: (
        *(w for w in ROLE_WORDS[RoleType.OPERATIONS] if w != "finance"),
        *("operations manager", "project manager", "program manager", "accountant", "accounting"),
        *("finance officer", "recruiter", "human resources", "hiring", "budgeting", "payroll"),
        *("office manager", "executive assistant", "grant management", "product manager", "hr"),
        *("chief of staff", "event manager", "coordinator", "administrator", "fundraising"),
    ),
    Craft.COMMUNICATIONS: (
        *ROLE_WORDS[RoleType.COMMUNICATIONS],
        *("communicator", "reporter", "marketing", "copywriter", "podcast", "producer"),
        *("public relations", "content", "social media", "newsletter", "author", "filmmaker"),
    ),
}

CODE, CRAFTED = "code", "crafted"
ML, WEB, INFRA, DATA, NUMBERS = "ml", "web", "infra", "data", "numbers"
MATH, STUDY, SECURE, RULES = "math", "study", "secure", "rules"
ORGANIZE, EXPRESS, MEDIA, TEACH, LANGUAGE = "organize", "express", "media", "teach", "language"

# A skill may be of several kinds. Templates ask for kinds, so that each text suits its skill.
_SKILL_WORDS: dict[str, str] = {
    CODE: """python, pytorch, tensorflow, jax, go, golang, rust, java, javascript, typescript, c++,
        c#, c, ruby, scala, kotlin, swift, php, julia, matlab, haskell, r""",
    CRAFTED: """programming, software development, software engineering, coding, web development,
        full-stack development, full stack development, devops, distributed systems, web
        applications, api design, system design, app development, mobile development, kafka,
        prometheus, distributed training, postgresql, postgres, redis, mysql, mongodb, serverless,
        experiment tracking, html, css, monitoring, observability""",
    ML: """pytorch, tensorflow, jax, machine learning, deep learning, neural networks, nlp,
        sparse autoencoders, activation patching, fine-tuning, reinforcement learning,
        natural language processing, computer vision, probing, language models, transformers,
        circuit analysis, scikit-learn, interpretability""",
    WEB: """react, next.js, vue.js, vue, angular, svelte, javascript, typescript,
        d3, rails, django, d3.js, flask, node.js, node,
        fastapi, ruby on rails, laravel, graphql, rest apis""",
    INFRA: """docker, kubernetes, terraform, aws, azure, google cloud, gcp, github actions,
        ci/cd, linux, ansible, continuous integration""",
    DATA: """sql, pandas, excel, tableau, r, looker, looker studio, dbt, matplotlib, spss, stata,
        power bi, numpy, scikit-learn, scipy""",
    NUMBERS: """statistics, data analysis, data visualization, data science, econometrics, surveys,
        survey design, statistical analysis, biostatistics, data engineering, analytics,
        bioinformatics, modeling, simulation""",
    MATH: """algebra, probability, proof, proofs, mathematics, theory, calculus, topology, logic,
        analysis of algorithms, optimization, statistics, game theory, information theory, physics,
        formal verification, formal methods, category theory, learning theory""",
    STUDY: """research, experiment, experiments, literature review, interviews, qualitative,
        quantitative, ethnography, causal inference, experimental design, data collection,
        systematic review, academic writing, epidemiology, evaluation, philosophy, economics""",
    SECURE: """security, threat modeling, red teaming, penetration testing, incident response,
        detection engineering, cryptography, access management, confidential computing, forensics,
        reverse engineering, vulnerability, malware""",
    RULES: """policy, law, legislative, regulatory, regulation, governance, compliance, legal,
        stakeholder, briefing, impact assessment, drafting, contract, contracts, litigation,
        negotiation, public affairs, advocacy, standards, diplomacy, gdpr, privacy""",
    ORGANIZE: """operations, finance, budgeting, grant, grants, hiring, recruiting, recruitment,
        event, events, logistics, project management, program management, payroll, accounting,
        bookkeeping, scheduling, p&l, team management, people management, administration, vendor,
        fundraising, procurement, process, processes, onboarding, planning, coordination, agile,
        remote team management, human resources, change management, training coordination""",
    EXPRESS: """writing, editing, journalism, communication, communications, storytelling,
        newsletter, public speaking, copywriting, pr, marketing, content, blogging, fact-checking,
        presentations, reporting, social media, outreach, proofreading, campaigning, science
        communication, copyediting""",
    MEDIA: """audio, video, podcast, podcasting, interviewing, film, photography, animation, radio,
        illustration, graphic design, design, broadcasting""",
    TEACH: """teaching, tutoring, mentoring, curriculum, team training, lesson, facilitation,
        coaching, classroom, pedagogy, workshop, workshops, patient education, education,
        instruction, training, lecturing""",
}
_INTEREST_WORDS: dict[str, str] = {
    "technical": """interpretability, learning theory, alignment, control, agent foundations,
        deception, attribution, robustness, evaluation, evaluations, evals, benchmark, benchmarks,
        oversight, agents, security, reward, generalization, red teaming, unlearning, monitoring,
        adversarial, transparency, elicitation, multi-agent, jailbreaks, backdoors, calibration,
        uncertainty, rlhf, verification, capabilities, hallucination, honesty, weights""",
    "rules": """governance, policy, regulation, law, auditing, audit, audits, incident, incidents,
        coordination, standards, treaty, treaties, compute, liability, institutions, democracy,
        ethics, rights, accountability, privacy, fairness, geopolitics, licensing, safety culture,
        bias, military, export controls""",
    "people": """field building, public understanding, education, communication, outreach,
        community, management, organization, talent, culture, media, journalism, awareness,
        literacy, incidents, movement building, labor, ethics, children, health""",
}
TECHNICAL, RULES_INTEREST, PEOPLE = "technical", "rules", "people"

# The first profession that matches wins: specific ones come before general ones.
FIELD_WORDS: dict[str, str] = {
    "early childhood education": "kindergarten, preschool, early childhood, nursery teacher",
    "nursing": "nurse, nursing, midwife, midwifery",
    "medicine": "physician, doctor, surgeon, medical doctor, psychiatrist, pediatrician",
    "pharmacy": "pharmacist, pharmacy",
    "dentistry": "dentist, dental",
    "physical therapy": "physiotherapist, physical therapist",
    "psychotherapy": "psychotherapist, therapist, counselor",
    "psychology": "psychologist, psychology",
    "social work": "social worker, social work",
    "translation": "translator, interpreter, translation, localization",
    "law": "lawyer, attorney, solicitor, paralegal, counsel, barrister, judge, law",
    "teaching": "teacher, schoolteacher, teaching, educator, headteacher",
    "sales": "sales, account executive, salesperson, account manager",
    "hospitality": "restaurant, chef, cook, barista, hotel, waiter, hospitality, sommelier",
    "retail": "retail, store manager, cashier, shop assistant",
    "customer support": "customer support, customer service, customer success, support agent",
    "librarianship": "librarian, library",
    "banking": "banker, banking",
    "insurance": "insurance, actuary, underwriter",
    "farming": "farmer, farming, agronomist",
    "construction": "construction, carpenter, electrician, plumber, site manager",
    "aviation": "pilot, aviation, air traffic controller",
    "firefighting": "firefighter, paramedic",
    "policing": "police officer, detective, police",
    "logistics": "truck driver, driver, dispatcher, warehouse",
    "real estate": "real estate, realtor",
    "design": "designer, illustrator, design",
    "music": "musician, composer, music",
    "manufacturing": "manufacturing, machinist, production worker",
    "biology": "biologist, biology",
    "chemistry": "chemist, chemistry",
    "veterinary medicine": "veterinarian, veterinary",
    "accounting": "auditor, bookkeeper",
}


def _words(listing: str) -> tuple[str, ...]:
    # The listings wrap lines, even within a phrase.
    return tuple(" ".join(word.split()) for word in listing.split(","))


def _table(listings: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {kind: _words(listing) for kind, listing in listings.items()}


SKILL_KINDS, INTEREST_KINDS, FIELDS = map(_table, (_SKILL_WORDS, _INTEREST_WORDS, FIELD_WORDS))


def mentions_any(text: str, words: Iterable[str]) -> bool:
    plain = normalized(text)
    return any(names(plain, word) for word in words)


def kinds_of(text: str, table: Mapping[str, tuple[str, ...]]) -> Kinds:
    return frozenset(kind for kind, words in table.items() if mentions_any(text, words))


def profession_in(text: str) -> str:
    """Profession that a job title or headline names; empty if it is not in FIELD_WORDS."""
    return next((name for name, words in FIELDS.items() if mentions_any(text, words)), "")
