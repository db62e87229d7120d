import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentnet.settings")
django.setup(set_prefix=False)

from talentnet.headers import TolerantHandler  # noqa: E402  # needs the settings

application = TolerantHandler()
