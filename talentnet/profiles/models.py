import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from talentnet.files import private_files
from talentnet.llm.backend import Backend, backend_for, remote_is_configured
from talentnet.llm.models import LLMCall
from talentnet.profiles.partial_dates import period, validate_partial_date
from talentnet.profiles.sections import Section, missing_for_matching, sections_of
from talentnet.profiles.stored import validate_text_list
from talentnet.runs import Run, RunQuerySet

# Options of every column that holds a list of short texts.
TEXTS: dict[str, Any] = {"default": list, "blank": True, "validators": [validate_text_list]}


class RoleType(models.TextChoices):
    RESEARCH = "research"
    ENGINEERING = "engineering"
    POLICY = "policy", "Policy and governance"
    OPERATIONS = "operations"
    COMMUNICATIONS = "communications"
    OTHER = "other"


class ExperienceLevel(models.TextChoices):
    ENTRY = "entry", "Entry"
    MID = "mid", "Mid"
    SENIOR = "senior", "Senior"
    LEAD = "lead", "Lead"


class RemotePreference(models.TextChoices):
    NO_PREFERENCE = "no_preference", "No preference"
    REMOTE_ONLY = "remote_only", "Remote only"
    HYBRID = "hybrid", "Hybrid"
    ON_SITE = "on_site", "On site"


class CommitmentType(models.TextChoices):
    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    CONTRACT = "contract", "Contract"
    FELLOWSHIP = "fellowship", "Fellowship"
    INTERNSHIP = "internship", "Internship"
    VOLUNTEER = "volunteer", "Volunteer"


def _labels(choices: type[models.TextChoices], values: list[str]) -> str:
    return ", ".join(choices(value).label for value in values if value in choices)


class Profile(models.Model):
    """A candidate's own description of themselves. Lists are JSON columns; see `stored.py`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=200, blank=True)
    pronouns = models.CharField(max_length=50, blank=True)
    location = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=500, blank=True)
    links = models.JSONField(**TEXTS)
    skills = models.JSONField(**TEXTS)
    ai_safety_interests = models.JSONField("AI safety interests", **TEXTS)
    career_goals = models.TextField(max_length=5000, blank=True)
    seeking = models.TextField(max_length=1000, blank=True)
    summary = models.TextField(max_length=5000, blank=True)

    remote_preference = models.CharField(max_length=20, choices=RemotePreference, blank=True)
    role_types = models.JSONField(**TEXTS)
    experience_levels = models.JSONField(**TEXTS)
    willing_to_relocate = models.BooleanField(default=False)
    work_authorization = models.CharField(max_length=300, blank=True)
    minimum_salary_usd = models.PositiveIntegerField(
        "minimum salary (USD a year)", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    availability = models.CharField(max_length=300, blank=True)
    commitment_types = models.JSONField(**TEXTS)

    hidden_from_organizations = models.JSONField(**TEXTS)
    # Set by saving the privacy section, even with nothing in it: that section is then filled.
    privacy_saved_at = models.DateTimeField(null=True, blank=True)
    ai_consent_at = models.DateTimeField("consent to AI processing", null=True, blank=True)
    ai_choice_at = models.DateTimeField(
        "answered about AI processing", null=True, blank=True, help_text="Time of the last answer."
    )

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name or f"Profile {self.pk}"

    def hides_from(self, organizations: Iterable[str]) -> list[str]:
        """Return the given organizations that the candidate hides from, spelled as given."""
        hidden = {name.casefold() for name in self.hidden_from_organizations}
        return [name for name in organizations if name.casefold() in hidden]

    def sections(self) -> list[Section]:
        """Return the seven sections in page order, each marked as filled or not."""
        return sections_of(self)

    def missing_for_matching(self) -> list[Section]:
        """Return the sections to fill before matching; empty when the profile is ready."""
        return missing_for_matching(self.sections())

    @property
    def is_ready_for_matching(self) -> bool:
        return not self.missing_for_matching()

    @property
    def llm_backend(self) -> Backend:
        """Backend that writes this candidate's matches and moves now."""
        return backend_for(consented=self.ai_consent_at is not None)

    @property
    def ai_is_available(self) -> bool:
        """True if this site has an AI model configured."""
        return remote_is_configured()

    @property
    def must_be_asked_about_ai(self) -> bool:
        """True if the candidate must answer the AI question before the next refresh."""
        return self.ai_is_available and not self.has_chosen_about_ai

    @property
    def has_chosen_about_ai(self) -> bool:
        """True if the candidate has ever answered the AI question."""
        return bool(self.ai_choice_at or self.ai_consent_at)

    def preference_lines(self) -> list[tuple[str, str]]:
        """Return label and readable value of each match preference that is set."""
        salary = self.minimum_salary_usd
        lines = [
            ("Role types", _labels(RoleType, self.role_types)),
            ("Experience levels", _labels(ExperienceLevel, self.experience_levels)),
            ("Commitment", _labels(CommitmentType, self.commitment_types)),
            ("Remote work", _labels(RemotePreference, [self.remote_preference])),
            ("Willing to relocate", "Yes" if self.willing_to_relocate else ""),
            ("Work authorization", self.work_authorization),
            ("Minimum salary", f"{salary:,} USD a year" if salary else ""),
            ("Availability", self.availability),
        ]
        return [(label, value) for label, value in lines if value]

    def set_ai_consent(self, *, given: bool) -> None:
        """Record consent to AI processing, keeping its first date, or withdraw it; doesn't save."""
        self.ai_choice_at = timezone.now()
        if not given:
            self.ai_consent_at = None
        elif self.ai_consent_at is None:
            self.ai_consent_at = timezone.now()


class Entry(models.Model):
    """Base for rows of a profile, such as a job, in an order that the candidate chooses.

    The `key` is an idempotency key: it is issued with the empty form, so a new row that is
    submitted twice is stored once.
    """

    SUBJECT: ClassVar[str]
    """Name of the one required field, such as the organization of a job."""

    # Declared by each subclass, under a related name of its own.
    profile: "models.ForeignKey[Profile, Profile]"
    key = models.UUIDField(default=uuid.uuid4, editable=False)  # unique with profile and kind
    description = models.TextField(max_length=3000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "key"], name="one_%(class)s_per_key")
        ]

    @property
    def period(self) -> str:
        """Period in words, or '' if the row has no dates."""
        return ""

    @property
    def period_and_place(self) -> str:
        return self.period


class DatedEntry(Entry):
    """Entry with a period: in the chosen order, then newest first."""

    location = models.CharField(max_length=200, blank=True)
    start_date = models.CharField(
        "from", max_length=10, blank=True, validators=[validate_partial_date]
    )
    end_date = models.CharField(
        "until", max_length=10, blank=True, validators=[validate_partial_date]
    )

    class Meta(Entry.Meta):
        abstract = True
        # Partial dates sort as text: "2019" < "2019-06" < "2020".
        ordering = ["position", "-start_date", "id"]

    @property
    def period(self) -> str:
        return period(self.start_date, self.end_date)

    @property
    def period_and_place(self) -> str:
        return " · ".join(filter(None, (self.period, self.location)))


class Education(DatedEntry):
    SUBJECT = "institution"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="educations")
    institution = models.CharField(max_length=200)
    degree = models.CharField(max_length=200, blank=True)
    field_of_study = models.CharField(max_length=200, blank=True)

    class Meta(DatedEntry.Meta):
        verbose_name_plural = "education"

    def __str__(self) -> str:
        return self.institution

    @property
    def subtitle(self) -> str:
        return ", ".join(filter(None, (self.degree, self.field_of_study)))


class WorkExperience(DatedEntry):
    SUBJECT = "organization"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="work_experiences")
    organization = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)

    class Meta(DatedEntry.Meta):
        verbose_name_plural = "work experience"

    def __str__(self) -> str:
        return f"{self.title} at {self.organization}" if self.title else self.organization


class Volunteering(DatedEntry):
    SUBJECT = "organization"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="volunteerings")
    organization = models.CharField(max_length=200)
    title = models.CharField("role", max_length=200, blank=True)

    class Meta(DatedEntry.Meta):
        verbose_name_plural = "volunteering"

    def __str__(self) -> str:
        return f"{self.title} at {self.organization}" if self.title else self.organization


class Project(DatedEntry):
    SUBJECT = "name"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=200)
    title = models.CharField("role", max_length=200, blank=True)
    url = models.URLField("link", max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name


class Accomplishment(Entry):
    """Publication, certificate, award or language, which share their columns."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication"
        CERTIFICATE = "certificate"
        AWARD = "award"
        LANGUAGE = "language"

    SUBJECT = "name"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="accomplishments")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=300)
    issuer = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who published, issued or awarded it; for a language, the level.",
    )
    date = models.CharField(max_length=10, blank=True, validators=[validate_partial_date])
    url = models.URLField("link", max_length=500, blank=True)

    class Meta(Entry.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "kind", "key"], name="one_accomplishment_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.issuer}" if self.issuer else self.name

    @property
    def period(self) -> str:
        return self.date


def _random_name(instance: "ProfileImport", filename: str) -> str:
    # The uploader's file name never reaches the disk.
    return f"imports/{uuid.uuid4().hex}"


class ProfileImportQuerySet(RunQuerySet["ProfileImport"]):
    def unfinished(self) -> Self:
        """Select imports that the candidate can still continue or discard."""
        return self.exclude(status=ProfileImport.APPLIED)

    def delete_stale_files(self) -> None:
        """Delete uploaded documents that no task will read again."""
        stale = list(self.exclude(file="").exclude(status__in=[Run.QUEUED, Run.RUNNING]))
        for row in stale:
            row.file.delete(save=False)
        # Files first: a crash in between leaves a row to clean up again, not an orphaned file.
        self.filter(pk__in=[row.pk for row in stale]).update(file="")


class ProfileImport(Run):
    """Uploaded file, the proposal read from it, and the changes it made to the profile.

    Statuses are those of a run, plus `ready` (for review) and `applied`. A task reads documents,
    and another asks the model about their text; other files are ready as soon as they are uploaded.
    """

    class Source(models.TextChoices):
        JSON_RESUME = "json_resume", "JSON Resume"
        LINKEDIN = "linkedin", "LinkedIn data export"
        DOCUMENT = "document", "Résumé"

    READY, APPLIED = "ready", "applied"  # besides the statuses of a run
    TASK = "talentnet.profiles.tasks.work_on_import"
    DEADLINE_SECONDS = 120  # the call to the model takes up to 75
    NAME_LENGTH = 200

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="imports")
    source = models.CharField(max_length=20, choices=Source)
    filename = models.CharField(
        max_length=NAME_LENGTH, help_text="Name on the candidate's computer; never a path."
    )
    file = models.FileField(
        storage=private_files,
        upload_to=_random_name,
        blank=True,
        help_text="Uploaded document; deleted once it has been read.",
    )
    text = models.TextField(blank=True, help_text="Text of a document.")
    proposal = models.JSONField(
        null=True, blank=True, help_text="Possible additions to the profile; see `proposal.py`."
    )
    model_version = models.CharField(
        max_length=100, blank=True, help_text="AI model that made the proposal, if any."
    )
    llm_call = models.OneToOneField(LLMCall, null=True, blank=True, on_delete=models.SET_NULL)
    refusal = models.TextField(blank=True, help_text="Why it failed, as shown to the candidate.")
    taken = models.JSONField(
        null=True, blank=True, help_text="Changes it made, for undo; see `undo.py`."
    )

    objects = ProfileImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["profile", "status"], name="import_of_profile"),
            # Partial: the sweep runs every minute, and almost every row is finished.
            models.Index(
                fields=["status"],
                condition=models.Q(status__in=["queued", "running"]),
                name="import_to_sweep",
            ),
        ]

    @classmethod
    def deadline_seconds(cls) -> int:
        return cls.DEADLINE_SECONDS

    def __str__(self) -> str:
        return f"{self.get_source_display()} #{self.pk} ({self.status})"

    @property
    def log_name(self) -> str:
        return f"Import {self.pk} of profile {self.profile_id}"

    def failure_fields(self, error: BaseException) -> dict[str, Any]:
        """Return the sentence for the candidate; '' after a bug, for which the page has its own."""
        return {"refusal": getattr(error, "sentence", "")}
