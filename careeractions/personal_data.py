"""What career actions hold of a person."""

from careeractions.models import ActionGeneration, CareerAction
from talentnet.accounts.personal_data import PersonalRecord

RECORDS = [
    PersonalRecord(ActionGeneration, "generations", "Each time career actions were written"),
    PersonalRecord(CareerAction, "career_actions", "Your moves, your notes and their progress"),
]
