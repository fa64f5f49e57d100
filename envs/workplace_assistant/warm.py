"""For the zygote alone: importing this builds our own company's template, once for all workers.

zygote: import warm ──▶ template_of("") ──fork──▶ every worker opens worlds from the same memory
"""

from __future__ import annotations

from .template import template_of

template_of("")
