"""Sample responses of boards, in their own formats."""

import html
from typing import Any

GREENHOUSE: dict[str, Any] = {
    "jobs": [
        {
            "id": 4711,
            "title": "Senior Research Scientist",
            "absolute_url": "https://boards.greenhouse.io/cedarbay/jobs/4711",
            "updated_at": "2026-03-04T10:00:00-05:00",
            "first_published": "2026-02-01T10:00:00-05:00",
            "location": {"name": "London, UK"},
            "departments": [{"id": 1, "name": "AI Research"}],
            "offices": [{"id": 2, "name": "London", "location": "London, United Kingdom"}],
            "content": html.escape(
                "<h2>The role</h2><p>Evals &amp; more&nbsp;tests.</p><ul><li>Write</li></ul>"
            ),
            "pay_input_ranges": [
                {"min_cents": 9000000, "max_cents": 12000000, "currency_type": "GBP"}
            ],
        },
        {"id": 4712, "title": "Office Manager", "absolute_url": "https://x.example/4712"},
        "nothing",
    ],
    "meta": {"total": 3},
}
LEVER: list[Any] = [
    {
        "id": "5ac2-1",
        "text": "Policy Analyst",
        "hostedUrl": "https://jobs.lever.co/foxglove/5ac2-1",
        "createdAt": 1767225600000,
        "categories": {
            "commitment": "Full-time",
            "department": "Public Policy",
            "team": "EU",
            "location": "Brussels, Belgium",
            "allLocations": ["Brussels, Belgium", "Paris, France"],
        },
        "workplaceType": "hybrid",
        "description": "<div>We write about rules.</div>",
        "lists": [
            {"text": "What you will do", "content": "<li>Read laws</li>"},
            {"text": "Requirements", "content": "<li>French</li><li>Patience</li>"},
        ],
        "additional": "<div>Apply soon.</div>",
        "salaryRange": {
            "min": 60000,
            "max": 75000,
            "currency": "EUR",
            "interval": "per-year-salary",
        },
    },
    {
        "id": "5ac2-2",
        "text": "Fellow",
        "hostedUrl": "https://jobs.lever.co/foxglove/5ac2-2",
        "categories": {"commitment": "Internship", "location": "Anywhere"},
        "workplaceType": "remote",
        "descriptionPlain": "First line.\nC < D",
    },
]
ASHBY: dict[str, Any] = {
    "apiVersion": "1",
    "jobs": [
        {
            "id": "a-1",
            "title": "Software Engineer",
            "department": "Engineering",
            "team": "Platform",
            "employmentType": "FullTime",
            "location": "San Francisco, CA",
            "secondaryLocations": [{"location": "New York, NY"}],
            "isRemote": False,
            "workplaceType": "OnSite",
            "isListed": True,
            "descriptionHtml": "<p>Build <b>tools</b>.</p>",
            "publishedAt": "2026-04-01T00:00:00.000+00:00",
            "jobUrl": "https://jobs.ashbyhq.com/marrowgate/a-1",
            "compensation": {
                "compensationTierSummary": "$150K – $200K • Offers Equity",
                "summaryComponents": [
                    {
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "USD",
                        "minValue": 150000,
                        "maxValue": 200000,
                    },
                    {"compensationType": "EquityPercentage", "minValue": None},
                ],
            },
        },
        {
            "id": "a-2",
            "title": "Secret",
            "jobUrl": "https://jobs.ashbyhq.com/marrowgate/a-2",
            "isListed": False,
        },
        {
            "id": "a-3",
            "title": "Writer",
            "isRemote": True,
            "employmentType": "Intern",
            "jobUrl": "https://jobs.ashbyhq.com/marrowgate/a-3",
        },
    ],
}
POSTING: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "identifier": {"@type": "PropertyValue", "name": "Cedar Bay", "value": "J-9"},
    "title": "Research Engineer &amp; Writer",
    "hiringOrganization": {"@type": "Organization", "name": "Cedar Bay Institute"},
    "datePosted": "2026-05-01",
    "validThrough": "2030-06-30",
    "employmentType": ["INTERN"],
    "description": "<p>Two</p><p>paragraphs</p>",
    "jobLocation": [
        {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Berlin",
                "addressCountry": {"@type": "Country", "name": "Germany"},
            },
        },
    ],
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {
            "@type": "QuantitativeValue",
            "minValue": 4000,
            "maxValue": "5000.00",
            "unitText": "MONTH",
        },
    },
    "skills": "Python, PyTorch",
    "experienceRequirements": {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": 24,
    },
    "url": "https://cedarbay.example/jobs/9",
}
CONFERENCE: dict[str, Any] = {
    "title": "SafeML",
    "year": 2030,
    "id": "safeml30",
    "full_name": "Conference on Safe Learning",
    "link": "https://safeml.example/",
    "deadline": "2030-01-31 23:59:00",
    "abstract_deadline": "2030-01-24 23:59:00",
    "timezone": "UTC-12",
    "place": "Lisbon, Portugal",
    "date": "May 2-4, 2030",
    "start": "2030-05-02",
    "end": "2030-05-04",
    "sub": ["ML", "NLP"],
    "note": "More <a href='https://safeml.example/call'>here</a>.",
}
