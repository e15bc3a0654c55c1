"""The modifiers of CPT and HCPCS that are known here: what stands in a modifier's place and is none of them, is read by nothing."""

from __future__ import annotations

NUMBERS = "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99"
LETTERS = (
    "AA AD AI AQ AS AT AX CA CO CQ CR CS CT E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FB FC FQ FR FS FT FX FY G0 GA GC GE GG GH GN GO GP "
    "GQ GT GU GV GW GX GY GZ JA JB JG JW JZ KX L1 LC LD LM LT PA PB PC PD PN PO PT Q0 Q1 Q5 Q6 QK QS QW QX QY QZ RC RI RT SA SG T1 T2 T3 "
    "T4 T5 T6 T7 T8 T9 TA TB TC TH TS XE XP XS XU"
)
MODIFIERS = frozenset(f"{NUMBERS} {LETTERS}".split())
KNOWN = MODIFIERS | {"CG"}  # which only the edits of hospitals read, and of which no question is answered
