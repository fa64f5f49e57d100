"""Every attack of the tests, made at once and told by class.

    kernel   a jail each, policy off        tests/attacks/kernel   ─┐
    policy   a fork each, jail off          tests/attacks/policy   ─┼─▶ results ─▶ table, JSON
    service  a session each of one server   tests/attacks/service  ─┘

Each layer is attacked where it stands alone, so that what one holds is not another's merit.
"""
