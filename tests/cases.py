"""Which cases of the law's choices were taken: a runner that writes them down, and the list of all there are."""

import functools
from collections import Counter

from allowable.runners.explain import Runner
from allowable.runners.source import Writer
from examples import Desk


class Case:
    """One case of a choice in a rule: the rule with its first day, the reasons of the whole choice, and which of them."""

    __slots__ = ("at", "name", "reasons", "since")

    def __init__(self, name, since, reasons, at):
        self.name, self.since, self.reasons, self.at = name, since, reasons, at

    def _key(self):
        return self.name, self.since, self.reasons, self.at

    def __eq__(self, other):
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        words = self.reasons[self.at] or "otherwise"
        return f"{self.name}: {words}" + (f" (case {self.at + 1})" if self.reasons.count(self.reasons[self.at]) > 1 else "")


def cases_of(program):
    """{choice: [(rule name, first day)] of the rules in whose body it stands} of the trees of a program."""
    found, seen, waiting = {}, set(), list(program.roots.values())
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting += node.args
        if node.op == "rule":
            rule = node.data[0]
            for choice in _choices(node.args[0]):
                owners = found.setdefault(choice, [])
                if (rule.name, rule.since) not in owners:
                    owners.append((rule.name, rule.since))
    return found


def _choices(body):
    """The choices in a rule's own body, not in the rules that it reads."""
    found, waiting = {}, [body]
    while waiting:
        node = waiting.pop()
        if node.op != "rule" and node not in found:
            found[node] = node.op == "first_of"
            waiting += node.args
    return [node for node, is_choice in found.items() if is_choice]


def all_cases(system):
    """Every Case of a system, over all its spans of days."""
    return {
        Case(name, since, choice.data, at)
        for day in system.borders()
        for choice, owners in cases_of(system.program(day)).items()
        for name, since in owners
        for at in range(len(choice.data))
    }


class RecordingWriter(Writer):
    """Writes functions that count in `taken` each Case that a line takes; `owners` are those of cases_of."""

    def __init__(self, code, owners, taken):
        super().__init__(code)
        self._owners, self._taken = owners, taken

    def case(self, node, at, value, target):
        cases = [Case(name, since, node.data, at) for name, since in self._owners.get(node, ())]
        self.write(f"{self.code.constant(self._taken)}.update({self.code.constant(cases)})")
        super().case(node, at, value, target)


class Recorder(Runner):
    """An account runner that counts in `taken` each Case that a line takes."""

    def __init__(self, program, taken):
        writer = functools.partial(RecordingWriter, owners=cases_of(program), taken=taken)
        self.writer = lambda: writer
        super().__init__(program)


class RecordingDesk(Desk):
    """A Desk whose accounts are written down in `taken`."""

    def __init__(self, engine, name, given=None, day=None, taken=None):
        super().__init__(engine, name, given, day)
        self.taken = Counter() if taken is None else taken
        self._recorders = {}

    def runner(self, name, day, known):
        """The recording runner of a system for a day."""
        program = self.system(name).program(day, known)
        if program not in self._recorders:
            self._recorders[program] = Recorder(program, self.taken)
        return self._recorders[program]
