from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "talentnet.http.bad_request"
handler403 = "talentnet.http.permission_denied"
handler404 = "talentnet.http.page_not_found"
handler429 = "talentnet.accounts.limits.too_many_tries"
handler500 = "talentnet.http.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("talentnet.home.urls")),
    path("", include("talentnet.notifications.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/two-factor/", include("allauth.mfa.urls")),
    path("profile/", include("talentnet.profiles.urls")),
    path("matches/", include("matching.urls")),
    path("opportunities/", include("talentnet.opportunities.urls")),
    path("actions/", include("careeractions.urls")),
    path("admin/", admin.site.urls),
]
