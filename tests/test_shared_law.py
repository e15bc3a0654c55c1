"""The law is read once in a process, and every engine and thread uses the same trees."""

import copy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from allowable.engine import ALL_SYSTEMS, EDIT_SYSTEMS, Engine
from allowable.kernel.day import day_number
from allowable.runners.account import Unknown

THREADS = 8
DAYS = [day_number(f"{year}-{month:02d}-01") for year in range(2019, 2026) for month in (1, 4, 7, 10)]


@pytest.mark.parametrize("name", [*ALL_SYSTEMS, *EDIT_SYSTEMS])
def test_engines_share_the_law(name):
    assert Engine().system(name) is Engine().system(name)


def test_a_law_of_its_own_changes_no_other_engine():
    one, other = Engine(), Engine()
    one._systems["outpatient"] = copy.copy(one.system("outpatient"))
    assert one.system("outpatient") is not other.system("outpatient")
    assert other.system("outpatient") is Engine().system("outpatient")


def test_threads_build_each_program_once():
    law = copy.copy(Engine().system("coverage"))
    law.forget()
    together = Barrier(THREADS)

    def build(_):
        together.wait(20)
        return [law.program(day) for day in DAYS]

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(build, range(THREADS)))
    for programs in zip(*found, strict=True):
        assert len({id(one) for one in programs}) == 1
    assert all(program.roots.keys() == set(law.outputs) for program in found[0])


def test_unknowns_are_equal_by_what_they_say():
    assert Unknown("pends", "a reason", "more") == Unknown("pends", "a reason", "more")
    assert (
        len({Unknown("pends", "a reason"), Unknown("pends", "a reason"), Unknown("unknown", "a reason"), Unknown("pends", "a reason", "x")})
        == 3
    )
    assert Unknown("pends", "a reason") != "a reason"
