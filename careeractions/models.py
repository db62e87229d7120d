"""Career actions, and the generations that write them."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from careeractions.action_types import ActionType
from careeractions.findings import findings_from
from careeractions.showing import CardTexts
from matching.models import MatchRefresh
from talentnet.llm.models import LLMCall
from talentnet.profiles.models import Profile
from talentnet.runs import Run, RunQuerySet, claim_fields

# Characters. The tool's schema states no lengths, so validation truncates.
TITLE_LENGTH = 200
TEXT_LENGTH = 2000
NOTE_LENGTH = 2000
REASON_LENGTH = 300
TEMPLATE_LENGTH = 100
SUBJECT_LENGTH = 200
NOTE_FOR_CANDIDATE_LENGTH = 300
COMMENT_LENGTH = 1000


class ActionGenerationQuerySet(RunQuerySet["ActionGeneration"]):
    def queue(
        self,
        profile: Profile,
        trigger: "ActionGeneration.Trigger",
        match_refresh: MatchRefresh | None = None,
    ) -> "ActionGeneration":
        """Queue a generation, enqueue its task on commit and supersede the one still queued.

        Idempotent per refresh: a second call for the same refresh returns the first generation.
        Raises RuntimeError after three lost races.
        """
        for _ in range(3):
            if match_refresh and (existing := self.filter(match_refresh=match_refresh).first()):
                return existing
            # Another process may queue one between the update and the insert: the unique
            # constraint then fails, the savepoint is rolled back, and we try again.
            with suppress(IntegrityError), transaction.atomic():
                self.filter(profile=profile, status=Run.QUEUED).update(
                    status=ActionGeneration.Status.SUPERSEDED, finished_at=timezone.now()
                )
                generation = self.create(
                    profile=profile, trigger=trigger, match_refresh=match_refresh
                )
                generation.enqueue_on_commit()
                return generation
        raise RuntimeError(f"Profile {profile.pk} is being queued by other processes; try again.")

    def titles_written_for(self, profile: Profile) -> set[str]:
        """Titles of all stored answers for a profile, even of actions that were replaced since."""
        answers = self.filter(profile=profile, answer__isnull=False).values_list(
            "answer", flat=True
        )
        return {title for answer in answers for title in _titles(answer)}

    def start_now(
        self, profile: Profile, trigger: "ActionGeneration.Trigger"
    ) -> "ActionGeneration":
        """Create a generation already claimed by this process; a queued one stays queued."""
        # Claimed on insert, so that no worker can claim it first.
        fields = claim_fields(ActionGeneration.deadline_seconds())
        return self.create(profile=profile, trigger=trigger, attempts=1, **fields)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _titles(answer: Any) -> list[str]:
    """Titles in an answer of any shape."""
    items = answer.get("actions") if isinstance(answer, dict) else None
    titles = [item.get("title") for item in _list(items) if isinstance(item, dict)]
    return [title for title in titles if isinstance(title, str)]


class ActionGeneration(Run):
    """One run of the generator with its outcome and issues. The higher id is the newer one."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        SUPERSEDED = "superseded"

    class Trigger(models.TextChoices):
        MATCH_REFRESH = "match_refresh", "Match refresh"
        STAFF = "staff"
        COMMAND = "command"

    TASK = "careeractions.tasks.generate"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    match_refresh = models.OneToOneField(
        MatchRefresh, null=True, blank=True, on_delete=models.SET_NULL
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    trigger = models.CharField(max_length=20, choices=Trigger)
    model_version = models.CharField(max_length=100, blank=True)
    prompt_version = models.CharField(max_length=20, blank=True)
    validation_issues = models.JSONField(default=list, blank=True)
    findings = models.JSONField(
        default=list, blank=True, help_text="What the checks found in the stored actions."
    )
    answer = models.JSONField(
        null=True, blank=True, help_text="The answer as it came, before validation."
    )
    note = models.CharField(
        max_length=NOTE_FOR_CANDIDATE_LENGTH,
        blank=True,
        help_text="Sentence for the candidate, such as why no new moves were written.",
    )
    llm_call = models.OneToOneField(LLMCall, null=True, blank=True, on_delete=models.SET_NULL)

    objects = ActionGenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # `queue` relies on this to detect a race.
            models.UniqueConstraint(
                fields=["profile"],
                condition=Q(status="queued"),
                name="one_queued_generation_per_profile",
            )
        ]
        indexes = [
            models.Index(fields=["profile", "status"], name="generation_of_profile"),
            # Partial: the sweep runs every minute, and few rows are ever unfinished.
            models.Index(
                fields=["status"],
                condition=Q(status__in=["queued", "running"]),
                name="generation_to_sweep",
            ),
        ]

    @classmethod
    def deadline_seconds(cls) -> int:
        return int(settings.GENERATION_DEADLINE_SECONDS)

    def __str__(self) -> str:
        return f"Generation #{self.pk} ({self.status})"

    @property
    def log_name(self) -> str:
        return f"Generation {self.pk} of profile {self.profile_id}"

    def failure_fields(self, error: BaseException) -> dict[str, Any]:
        # Staff need the issues most when nothing could be stored.
        return {
            "validation_issues": self.validation_issues,
            "findings": self.findings,
            "answer": self.answer,
        }


class CareerActionQuerySet(models.QuerySet["CareerAction"]):
    def of(self, profile: Profile) -> Self:
        return self.filter(profile=profile)

    def shown_to(self, profile: Profile) -> Self:
        """Career actions of a profile, except new ones that the checks hide."""
        hidden = Q(is_hidden=True, status=CareerAction.Status.ACTIVE)
        return self.of(profile).exclude(hidden)

    def with_feedback(self) -> Self:
        """Read the feedback in the same query; a locking query can't, on PostgreSQL."""
        return self.select_related("feedback")

    def to_review(self) -> Self:
        """Career actions without a review: those with findings first, then unwelcome ones."""
        urgency = models.Case(
            models.When(~Q(findings=[]), then=0),
            models.When(feedback__opinion=ActionFeedback.Opinion.NOT_FOR_ME, then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        return self.filter(reviews=None).annotate(urgency=urgency).order_by("urgency", "-id")

    def on_panel(self) -> Self:
        """Career actions on the panel: in progress first, then saved, new and done."""
        return self.exclude(status=CareerAction.Status.DISMISSED).in_order()

    def in_order(self) -> Self:
        """All career actions in the panel's order, dismissed ones last."""
        return self.order_by(PANEL_ORDER, "position", "id")


class CareerAction(models.Model):
    """A step that a candidate can start on their own, written for their profile."""

    class Status(models.TextChoices):
        ACTIVE = "active", "New"
        SAVED = "saved", "Saved"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"
        DISMISSED = "dismissed", "Dismissed"

    # Protected: saved moves and notes go only through erasure, never by a cascade.
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT)
    generation = models.ForeignKey(
        ActionGeneration, null=True, blank=True, on_delete=models.SET_NULL
    )
    type = models.CharField(max_length=20, choices=ActionType)
    title = models.CharField(max_length=TITLE_LENGTH)
    description = models.CharField(max_length=TEXT_LENGTH)
    rationale = models.CharField(max_length=TEXT_LENGTH)
    profile_basis = models.JSONField(default=list, blank=True)
    # Set by the offline rules, so that they never write the same card twice.
    template = models.CharField(max_length=TEMPLATE_LENGTH, blank=True)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    findings = models.JSONField(
        default=list, blank=True, help_text="What the checks found; some findings hide text."
    )
    # From the findings, so that lists can be filtered and counted in SQL.
    is_hidden = models.BooleanField(
        default=False, help_text="The checks hide it from the candidate while it is new."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    position = models.PositiveSmallIntegerField(default=0)
    generated_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_from = models.CharField(max_length=20, choices=Status, blank=True)
    dismiss_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    # Kind and key name a profile entry without a foreign key: entries live in several tables.
    entry_kind = models.CharField(max_length=20, blank=True)
    entry_key = models.UUIDField(
        null=True, blank=True, help_text="The profile entry that this card became."
    )
    model_version = models.CharField(max_length=100)

    objects = CareerActionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["profile", "status"], name="action_of_profile")]
        permissions = [("review_careeraction", "Can review career actions")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.is_hidden = self.hides()
        super().save(*args, **kwargs)

    @property
    def texts(self) -> CardTexts:
        """Texts as stored."""
        basis = [str(element) for element in self.profile_basis]
        return CardTexts(self.title, self.description, self.rationale, basis)

    def hides(self) -> bool:
        """True if its findings hide all of it."""
        return self.texts.is_hidden_by(findings_from(self.findings))

    @property
    def shown(self) -> CardTexts | None:
        """Texts without what the checks hide; None if all of a new card is hidden.

        A card that the candidate has taken up or dismissed is never hidden as a whole: they have
        seen it and chosen. Its hidden sentences stay hidden, though, as they were when they chose
        it; only a description is shown in full rather than empty.
        """
        if self.status == self.Status.ACTIVE and self.hides():
            return None
        shown = self.texts.without(findings_from(self.findings))
        return shown if shown.description else replace(shown, description=self.description)

    @property
    def anchor(self) -> str:
        """Id of its element on a page."""
        return f"action-{self.pk}"

    @property
    def opinion(self) -> str:
        """Feedback of the candidate; empty without any."""
        return self.feedback.opinion if hasattr(self, "feedback") else ""

    @property
    def is_preserved(self) -> bool:
        """True if saved, started or done: a refresh keeps it and suggests nothing like it."""
        return self.status in (self.Status.SAVED, self.Status.IN_PROGRESS, self.Status.DONE)

    @property
    def status_label(self) -> str:
        """Status with the day it began or ended, if recorded."""
        label = self.get_status_display()
        if self.status == self.Status.DONE and self.completed_at:
            return f"{label} {date_format(localtime(self.completed_at), 'M j, Y')}"
        if self.status == self.Status.IN_PROGRESS and self.started_at:
            return f"{label} since {date_format(localtime(self.started_at), 'M j')}"
        return label

    @property
    def is_offline(self) -> bool:
        """True if rules wrote it, not an AI model."""
        return self.model_version.startswith("offline-")


# Unfinished work first; dismissed moves (the default) last.
PANEL_ORDER = models.Case(
    models.When(status=CareerAction.Status.IN_PROGRESS, then=0),
    models.When(status=CareerAction.Status.SAVED, then=1),
    models.When(status=CareerAction.Status.ACTIVE, then=2),
    models.When(status=CareerAction.Status.DONE, then=3),
    default=4,
    output_field=models.IntegerField(),
)


class ActionFeedback(models.Model):
    """What a candidate thinks of a move; outlives the move, which a refresh may replace."""

    class Opinion(models.TextChoices):
        HELPFUL = "helpful", "Helpful"
        NOT_FOR_ME = "not_for_me", "Not for me"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    action = models.OneToOneField(
        CareerAction, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback"
    )
    opinion = models.CharField(max_length=20, choices=Opinion)
    # Copies, for the time after the move is gone.
    type = models.CharField(max_length=20, choices=ActionType)
    title = models.CharField(max_length=TITLE_LENGTH)
    template = models.CharField(max_length=TEMPLATE_LENGTH, blank=True)
    model_version = models.CharField(max_length=100)
    given_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "action feedback"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_opinion_display()}: {self.title}"


class ActionReview(models.Model):
    """Verdict of staff on a career action; outlives the action."""

    class Verdict(models.TextChoices):
        GOOD = "good", "Good"
        WEAK = "weak", "Weak"
        WRONG = "wrong", "Wrong"
        UNSAFE = "unsafe", "Unsafe"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    action = models.ForeignKey(
        CareerAction, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    verdict = models.CharField(max_length=10, choices=Verdict)
    comment = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    type = models.CharField(max_length=20, choices=ActionType)
    title = models.CharField(max_length=TITLE_LENGTH)
    codes = models.JSONField(default=list, blank=True, help_text="Checks with a finding.")
    model_version = models.CharField(max_length=100)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.title}"


class EvaluationCase(models.Model):
    """Career action with its person, kept to measure the checks; without name or contacts."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE)
    case = models.JSONField(help_text="In the form of careeractions/evaluation/data/faults.jsonl.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Evaluation case {self.pk}"
