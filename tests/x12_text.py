"""Small 837 texts for tests. Every person, provider, payer and number in them is made up."""

ISA = "ISA*00*          *00*          *ZZ*TESTSENDER     *ZZ*TESTRECEIVER   *250310*0800*^*00501*000000001*0*T*:~"
PROFESSIONAL, INSTITUTIONAL = "005010X222A1", "005010X223A2"

PARTIES = ["NM1*41*2*TEST*****46*SENDER", "NM1*40*2*TEST*****46*RECEIVER"]
BILLING = [
    "HL*1**20*1",
    "PRV*BI*PXC*207V00000X",
    "NM1*85*2*TEST CLINIC*****XX*1999999984",
    "N3*1 TEST STREET",
    "N4*TESTVILLE*NY*100010001",
]
INSURED = [
    "HL*2*1*22*0",
    "SBR*P*18*******MB",
    "NM1*IL*1*TEST*PERSON****MI*TEST0001",
    "DMG*D8*19800311*F",
    "NM1*PR*2*TEST PAYER*****PI*TESTPAYER",
]
CLAIM = ["CLM*TEST-1*1500.25***22:B:1*Y*A*Y*Y", "REF*G1*AUTH-1", "HI*ABK:N840*ABF:N939", "NM1*82*1*TESTDOCTOR*TEST****XX*1999999976"]
LINE = ["LX*1", "SV1*HC:58558:51*1500.25*UN*1***1:2", "DTP*472*D8*20250310", "REF*6R*1-1"]
HOSPITAL_CLAIM = [
    "CLM*TEST-2*900***13:A:1**A*Y*Y",
    "DTP*434*RD8*20250310-20250311",
    "DTP*435*DT*202503100730",
    "DTP*096*TM*1130",
    "CL1*3*1*01",
    "AMT*F5*20",
    "REF*F8*PAYER-7",
    "HI*ABK:N840:::::::Y",
    "HI*ABJ:N939",
    "HI*BBR:0UDB8ZX:D8:20250310",
    "HI*BI:74:RD8:20250310-20250310",
    "HI*BH:11:D8:20250301",
    "HI*BE:FD:::150.5*BE:80",
    "HI*BG:W2",
    "HI*DR:743",
    "NM1*71*1*TESTDOCTOR*TEST****XX*1999999976",
]
HOSPITAL_LINES = [
    "LX*1",
    "SV2*0360*HC:58558*700*UN*1**5",
    "DTP*472*D8*20250310",
    "LX*2",
    "SV2*250**200*UN*2.5",
    "LIN**N4*00000000001",
    "CTP****2.5*ML",
]


def transaction(*parts, kind=PROFESSIONAL, number="0001"):
    """ST to SE of lists of segments."""
    body = [
        f"ST*837*{number}*{kind}",
        "BHT*0019*00*1*20250310*0800*CH",
        *PARTIES,
    ]
    body += [segment for part in parts for segment in part]
    return [*body, f"SE*{len(body) + 1}*{number}"]


def group(*transactions, kind=PROFESSIONAL, number="1"):
    """GS to GE of transactions."""
    return [
        f"GS*HC*SENDER*RECEIVER*20250310*0800*{number}*X*{kind}",
        *(segment for one in transactions for segment in one),
        f"GE*{len(transactions)}*{number}",
    ]


def interchange(*groups, isa=ISA, end="~\n"):
    """ISA to IEA of groups, as bytes."""
    segments = [segment for one in groups for segment in one] + [f"IEA*{len(groups)}*000000001"]
    return (isa + end.replace("~", "") + end.join(segments) + end).encode()


def professional(*parts, **settings):
    """A file of one transaction; without parts one claim with one line."""
    return interchange(group(transaction(*(parts or (BILLING, INSURED, CLAIM, LINE)))), **settings)


def hospital(*parts):
    """The same for an institutional claim."""
    return interchange(
        group(transaction(*(parts or (BILLING, INSURED, HOSPITAL_CLAIM, HOSPITAL_LINES)), kind=INSTITUTIONAL), kind=INSTITUTIONAL)
    )


def claim(number, *, line=LINE):
    """A claim of a number, with a line."""
    return [f"CLM*TEST-{number}*1500.25***22:B:1*Y*A*Y*Y", "HI*ABK:N840", *line]
