MODEL_VERSION = "offline-adviser-1"


def write_actions(profile, *, growth_areas, avoid, variant=0):
    return {"actions": []}
