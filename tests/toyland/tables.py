"""What the toy master publishes: the price list of a year, and the factors of the villages."""

from allowable.kernel.table import Table, number, text

PRICES = Table(
    "toy_prices",
    "Kind, price and weight of a toy",
    keys=[text("toy", "code of the toy")],
    columns=[
        text("kind", "kind of toy; blank where the toy master has not decided"),
        number("price", "price in dollars", places=2, below=1_000),
        number("weight", "weight in pounds; blank where not printed", places=1, below=1_000),
    ],
    authority="Price list of the toy master",
)

VILLAGES = Table(
    "toy_villages",
    "Factor of a village",
    keys=[text("village", "name of the village")],
    columns=[number("factor", "factor of the levy", places=4, below=3)],
    authority="Village list of the toy master",
)
