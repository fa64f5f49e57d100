from ..core.types import Verdict


def verifier_of(name, options):
    return lambda task, transcript, state: Verdict(1.0, True, name, "stub", {}, {})
