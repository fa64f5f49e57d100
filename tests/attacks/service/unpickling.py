"""Pickles for whoever would open them: the front door must not, wherever they stand."""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack
from tests.attacks.service.forgeries import PICKLES

KIND = "unpickling"
SUCCESS = "the server opened a pickle of a worker's"

_WAITING = "ID = now()\ntell({data})\ntime.sleep(60)"
_RESTORED = "ID = 0\nas_checkpoint(lambda handle: (os.write(handle, {data}), time.sleep(60)))"

_IN_JSON = (
    "import base64\n"
    "body = lie()\n"
    "body['py/reduce'] = [{'py/function': 'os.mkdir'}, {'py/tuple': [TRAP]}]\n"
    "body['stdout'] = base64.b64encode(EXPLOIT).decode()\n"
    "tell(done(now(), msgspec.json.encode(body)))\ntime.sleep(0.05)"
)
_DETAILS = (
    "tell(packed('failed', now(), 'internal', 'm', EXPLOIT))\n"
    "tell(packed('failed', now(), 'internal', 'm', EXPLOIT))\ntime.sleep(0.05)"
)

ATTACKS = (
    *(
        CellAttack(
            KIND,
            name,
            SUCCESS,
            (_WAITING.format(data=data),),
            ("protocol_error", "worker_died"),
            later="either",
        )
        for name, data in PICKLES.items()
    ),
    # A frame without a field wrong: what it says is refused as JSON, or passed on as text.
    CellAttack(
        KIND,
        "as_json_that_a_decoder_would_run",
        SUCCESS,
        (_IN_JSON,),
        ("ok",),
        later="spoilt",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "as_a_failures_details",
        SUCCESS,
        (_DETAILS,),
        ("internal",),
        later="spoilt",
        hurried=True,
    ),
    *(
        CellAttack(
            KIND,
            f"{name}_by_a_checkpoint",
            SUCCESS,
            (_RESTORED.format(data=data),),
            ("worker_died",),
            later="either",
        )
        for name, data in PICKLES.items()
    ),
)
