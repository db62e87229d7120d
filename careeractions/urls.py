from django.urls import path, register_converter

from careeractions import feedback_views, note_views, profile_entry_views, views
from careeractions.models import ActionFeedback
from careeractions.transitions import TRANSITIONS
from talentnet.verbs import converter_for


class OpinionConverter:
    regex = "|".join(ActionFeedback.Opinion.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OpinionConverter, "opinion")
# Only verbs of the table match, so an unknown verb is a plain 404.
register_converter(converter_for(TRANSITIONS), "verb")

app_name = "careeractions"
urlpatterns = [
    path("", views.moves, name="moves"),
    path("panel/", views.panel, name="panel"),
    path("status/", views.status, name="status"),
    path("<int:action_id>/<verb:verb>/", views.change, name="change"),
    path("<int:action_id>/feedback/<opinion:opinion>/", feedback_views.feedback, name="feedback"),
    path("<int:action_id>/note/", note_views.note, name="note"),
    path("<int:action_id>/reason/", note_views.reason, name="reason"),
    path(
        "<int:action_id>/add-to-profile/", profile_entry_views.add_to_profile, name="add_to_profile"
    ),
]
