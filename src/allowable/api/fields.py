"""Kinds of the fields of requests: what each may hold, said in words, with an example."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

Setting = Annotated[
    Literal["physician", "hospital", "asc"],
    Meta(description="Whose claim: the physician's, the hospital outpatient department's, or the surgical center's."),
]
GuideFormat = Literal["json", "html", "md", "pdf", "docx", "xlsx"]
TableFormat = Literal["parquet", "arrow", "csv"]

MOST_LINES = 999
Code = Annotated[str, Meta(min_length=5, max_length=5, description="Procedure code, five letters or digits.", examples=["58558"])]
Modifier = Annotated[str, Meta(min_length=2, max_length=2, description="Two letters or digits.", examples=["51"])]
Billed = Annotated[
    str,
    Meta(
        min_length=5,
        max_length=200,
        description="A line as people write it: CODE[-MODIFIER...][xUNITS][@CHARGE][:FACT...].",
        examples=["58558", "58563-51", "96372x2", "58558@1200.00"],
    ),
]
Day = Annotated[str, Meta(min_length=10, max_length=10, description="A day as year-month-day.", examples=["2025-03-10"])]
Known = Annotated[
    str,
    Meta(
        min_length=10,
        max_length=10,
        description="Look only at what was public on this day; without it, at everything that is held.",
        examples=["2025-03-01"],
    ),
]
Dollars = Annotated[str, Meta(max_length=20, description="Dollars and cents.", examples=["1200.00"])] | int
Percent = Annotated[str, Meta(max_length=8, description="Percent, from -9.00 to 9.00.", examples=["1.50"])] | int
Index = Annotated[str, Meta(max_length=8, description="An index or a ratio with at most four decimals.", examples=["1.0123"])] | int
Zip = Annotated[
    str,
    Meta(
        min_length=5,
        max_length=10,
        description="ZIP code of the place of service, or ZIP+4; gives contractor and locality.",
        examples=["77030", "77030-1234"],
    ),
]
Mac = Annotated[str, Meta(max_length=5, description="Medicare administrative contractor; needs `locality`.", examples=["02102"])]
Locality = Annotated[str, Meta(max_length=2, description="Locality of that contractor; needs `mac`.", examples=["01"])]
Cbsa = Annotated[
    str, Meta(max_length=5, description="Wage area of a facility: a CBSA, or a state's two digits for its rural rest.", examples=["26420"])
]
City = Annotated[
    str,
    Meta(
        max_length=60,
        description="City, with its state where its name alone does not decide; gives locality and wage area.",
        examples=["Houston, TX"],
    ),
]
County = Annotated[str, Meta(max_length=60, description="County, where a locality has several wage areas.", examples=["Harris"])]
PlaceOfService = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=2,
        description="Place of service: 22 hospital outpatient, 24 surgical center, 11 office.",
        examples=["22", "24", "11"],
    ),
]
Flag = bool
Whole = Annotated[int, Meta(ge=1, le=999_999)]
