from django.urls import path, register_converter

from careeractions import views
from careeractions.transitions import Verb


class VerbConverter:
    regex = "|".join(Verb.values)

    def to_python(self, value: str) -> Verb:
        return Verb(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(VerbConverter, "verb")

app_name = "careeractions"
urlpatterns = [
    path("panel/", views.panel, name="panel"),
    path("status/", views.status, name="status"),
    path("<int:action_id>/<verb:verb>/", views.change, name="change"),
]
