#!/usr/bin/env python3
"""Append the reasons of new rules to law/reasons.txt, so that each has its stable code. usage: register_reasons.py"""

from __future__ import annotations

from allowable.engine import ALL_SYSTEMS, EDIT_SYSTEMS, Engine
from allowable.runners.bulk.reasons import append_missing

if __name__ == "__main__":
    engine = Engine()
    print(append_missing([engine.system(name) for name in (*ALL_SYSTEMS, *EDIT_SYSTEMS)]), "reasons appended")
