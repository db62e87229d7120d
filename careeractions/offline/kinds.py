"""Words that reveal the kind of a skill or interest, a craft or a profession."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

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


def _words(listing: str) -> tuple[str, ...]:
    # The listings wrap lines, even within a phrase.
    return tuple(" ".join(word.split()) for word in listing.split(","))


# Words of titles, skills and goals that show a craft. An engineer of machines is no engineer here,
# but a profession of its own, and security is a separate craft.
CRAFT_WORDS: dict[Craft, tuple[str, ...]] = {
    Craft.RESEARCH: _words(
        """researcher, research scientist, research assistant, research associate, research fellow,
        research, scientist, data scientist, statistician, machine learning, deep learning,
        statistics, algebra, postdoc, post-doc, postdoctoral, phd, doctoral, professor, lecturer,
        proof writing, pytorch, philosophy, philosopher, economics, economist, mathematician,
        mathematics, physicist, causal inference, experiment design, interpretability"""
    ),
    Craft.ENGINEERING: _words(
        """software engineer, software developer, developer, programmer, devops, sre, site
        reliability, ml engineer, machine learning engineer, data engineer, backend, back-end,
        frontend, front-end, full-stack, fullstack, full stack, web developer, cloud engineer,
        platform engineer, infrastructure engineer, software architect, research engineer, qa
        engineer, test engineer, data analyst, data scientist, data engineering, coder, programming,
        software, sql, javascript, typescript, java, react, docker, kubernetes, golang, rust"""
    ),
    Craft.SECURITY: _words(
        """security engineer, security analyst, security specialist, security consultant, security
        researcher, it security, information security, penetration, penetration tester, red teaming,
        threat modeling, incident response, cybersecurity, cyber security, infosec, cryptography,
        forensics, soc analyst, it-grundschutz, security"""
    ),
    Craft.POLICY: _words(
        """policy, governance, regulatory, regulator, diplomat, diplomacy, civil servant, official,
        public affairs, think tank, public policy, legislation, legislative, parliament, ministry,
        international relations, lobbyist, legal policy, public administration, administrative law,
        compliance officer, political science, councillor"""
    ),
    Craft.OPERATIONS: _words(
        """operations, operations manager, project manager, program manager, programme manager,
        director of programs, accountant, accounting, finance officer, finance manager, recruiter,
        recruiting, human resources, hiring, budgeting, payroll, office manager, executive
        assistant, grant management, product manager, chief of staff, event manager, event planning,
        coordinator, administrator, fundraising, fundraiser, hr manager, logistics manager,
        managing director, programs"""
    ),
    Craft.COMMUNICATIONS: _words(
        """communications, communicator, journalist, journalism, reporter, editor, editing, writer,
        writing, marketing, copywriter, podcast, podcaster, producer, public relations, content,
        social media, newsletter, author, filmmaker, video editing, youtuber, videographer,
        storytelling, screenwriter, blogger, broadcaster, documentary"""
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

# Words for people, never for subjects: "design verification" is no design. The first profession
# that matches wins, so specific ones come before general ones.
FIELD_WORDS: dict[str, str] = {
    "early childhood education": """kindergarten teacher, preschool teacher, nursery teacher, early
        childhood educator, kindergarten, nursery nurse, daycare worker""",
    "nursing": "nurse, midwife, nursing assistant, care assistant, caregiver",
    "emergency medicine": "paramedic, emt, emergency medical technician",
    "medicine": """physician, doctor, surgeon, medical doctor, psychiatrist, pediatrician,
        radiologist, anesthesiologist, general practitioner, cardiologist""",
    "pharmacy": "pharmacist",
    "dentistry": "dentist, dental hygienist",
    "physical therapy": "physiotherapist, physical therapist, occupational therapist",
    "psychotherapy": "psychotherapist, therapist, counselor, counsellor",
    "psychology": "psychologist",
    "social work": "social worker, youth worker, case worker, caseworker",
    "translation": "translator, interpreter",
    "law": "lawyer, attorney, solicitor, paralegal, barrister, judge, legal counsel, law clerk",
    "teaching": """teacher, schoolteacher, headteacher, school principal, adult educator""",
    "sales": "sales manager, account executive, salesperson, account manager, sales representative",
    "hospitality": "chef, cook, barista, hotel manager, waiter, waitress, sommelier, baker",
    "retail": "store manager, cashier, shop assistant, shopkeeper, retail assistant",
    "customer support": "customer support, customer service, customer success, support agent",
    "library work": "librarian, archivist",
    "banking": "banker, bank clerk, loan officer",
    "insurance": "actuary, underwriter, claims adjuster, insurance broker",
    "farming": "farmer, agronomist, farm manager, rancher",
    "electrical work": "electrician",
    "construction": "carpenter, plumber, site manager, builder, mason, welder, construction worker",
    "aviation": "pilot, air traffic controller, aircraft mechanic, flight attendant",
    "firefighting": "firefighter, fire chief, fire officer",
    "policing": "police officer, detective, police sergeant, police inspector",
    "military service": """army officer, naval officer, air force officer, soldier, colonel, major,
        sergeant, battalion commander, commander, military officer, marine, lieutenant""",
    "road transport": "truck driver, bus driver, taxi driver, driver, dispatcher, train driver",
    "logistics": "warehouse manager, warehouse worker, logistics coordinator, supply chain manager",
    "real estate": "realtor, real estate agent",
    "design": "graphic designer, ux designer, product designer, designer, illustrator",
    "architecture": "building architect, landscape architect",
    "music": "musician, composer, singer, music teacher",
    "theater": "actor, actress, stage director, theater director, playwright",
    "manufacturing": "machinist, production worker, plant manager, plant operator, mechanic",
    "control engineering": """control engineer, instrumentation engineer, automation engineer,
        control and instrumentation""",
    "safety engineering": "safety engineer, functional safety engineer, safety officer",
    "chemical engineering": "chemical engineer, process engineer",
    "civil engineering": "civil engineer, structural engineer",
    "electrical engineering": "electrical engineer, hardware engineer, verification engineer",
    "mechanical engineering": "mechanical engineer, aerospace engineer",
    "biology": "biologist, virologist, microbiologist, epidemiologist, biochemist",
    "chemistry": "chemist",
    "ministry": "pastor, priest, imam, rabbi, chaplain",
    "veterinary medicine": "veterinarian",
    "accounting": "auditor, bookkeeper, tax adviser",
}
# Titles that name a profession without belonging to it.
_ASSISTANTS = _words("teaching assistant, software architect, assistant teacher, test driver")


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
    if mentions_any(text, _ASSISTANTS):
        return ""
    return next((name for name, words in FIELDS.items() if mentions_any(text, words)), "")
