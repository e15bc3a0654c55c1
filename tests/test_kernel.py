"""The kernel: what is refused before any line is seen, and what a tree knows of itself. The law is that of Toyland."""

import pytest

from allowable.kernel.choice import is_in, known
from allowable.kernel.cite import Cite, CiteError
from allowable.kernel.day import OPEN, day_number
from allowable.kernel.node import NUMBER, TEXT, TreeError, as_node, field, greatest, least, round_to
from allowable.kernel.program import Field, Lookup, ProgramError
from allowable.kernel.rule import RuleError, case, first_of, missing, not_payable, pends, rule, yes
from allowable.kernel.table import ShapeError, Table, number, text
from allowable.runners.account import Unknown
from allowable.runners.explain import Runner
from allowable.runners.words import rule_words
from toyland import system as toyland
from toyland import tables

ACT = Cite("Toy Tax Act", "section 1", evidence="V")


def one(body, **dates):
    """A Rule of Toyland from a body."""
    return rule("A rule of Toyland", cites=ACT, **dates)(body)


def variation(*rules, outputs=None, **changed):
    """A System of the given rules on the fields, values and tables of Toyland."""
    return toyland.system(outputs=outputs or (rules[-1].name,), rules=rules, **changed)


def built(body):
    """The tree of a system whose only rule has this body."""
    return variation(one(body)).program(day_number("2022-06-01")).node(body.__name__)


# ---- names, days and citations


def test_an_unbound_name_is_refused_with_the_names_near_it():
    def levy(prise):
        return prise

    with pytest.raises(ProgramError, match=r"toyland, rule levy: nothing is called 'prise'; near names are price"):
        variation(one(levy)).program(1)


def test_a_name_bound_twice_is_refused():
    def price(units):
        return units

    with pytest.raises(ProgramError, match="toyland: price is a rule and a column"):
        variation(one(price))
    with pytest.raises(ProgramError, match="toyland: rebate is a dated value and a field"):
        variation(one(lambda units: units, name="x"), fields=(*toyland.FIELDS, Field("rebate", "a field")))


def test_a_column_of_two_tables_wants_a_prefix():
    other = Table(
        "toy_bargains", "Bargains", keys=[text("toy", "toy")], columns=[number("price", "price", places=2, below=9)], authority="act"
    )
    with pytest.raises(ProgramError, match="column price stands in toy_prices and in toy_bargains; give one a prefix"):
        variation(one(lambda units: units, name="x"), lookups=(*toyland.LOOKUPS, Lookup(other, "toy")))
    lookups = (*toyland.LOOKUPS[:1], Lookup(other, "toy", prefix="bargain_"))
    cheaper = variation(one(lambda price, bargain_price: least(price, bargain_price), name="cheaper"), lookups=lookups)
    assert cheaper.program(1).node("cheaper").places == 2


def test_a_circle_is_refused_and_shown():
    def hen(egg):
        return egg

    def egg(hen):
        return hen

    with pytest.raises(ProgramError, match="rules are defined in a circle: egg -> hen -> egg"):
        variation(one(hen), one(egg)).program(1)


def test_two_definitions_of_one_day_are_refused():
    first, second = one(lambda units: units, name="levy", until="2022-01-02"), one(lambda units: units, name="levy", since="2022-01-01")
    with pytest.raises(ProgramError, match="two definitions of rule levy are in force on the same day"):
        variation(first, second)


def test_an_output_is_a_rule():
    with pytest.raises(ProgramError, match="outputs price, nothing are no rules"):
        variation(one(lambda units: units, name="x"), outputs=("x", "price", "nothing"))


def test_a_day_without_a_definition_is_unknown_and_others_go_on():
    """A rule that did not exist yet, or is wholly unknown in one era, is unknown there whatever its kind is in the other."""
    old = one(lambda units: missing("no record of those years"), name="sort", until="2021-01-01")
    new = one(lambda toy: toy, name="sort", since="2022-01-01")
    asked = one(
        lambda sort: first_of(case(sort == "DOLL1", 1, "a doll"), case(is_in(sort, ("X", "Y")), 2, "other"), otherwise=3), name="asked"
    )
    found = variation(old, new, asked)
    engine = _Bare(found)
    assert engine.asked("2020-06-01", toy="DOLL1").reason == "no record of those years"
    assert engine.asked("2021-06-01", toy="DOLL1").reason == "no rule sort is in force on this day"
    assert [engine.asked("2022-06-01", toy=toy) for toy in ("DOLL1", "Y", "Z")] == [1, 2, 3]


class _Bare:
    """Accounts of a system without releases."""

    def __init__(self, toys):
        self.toys = toys

    def asked(self, on, **fields):
        day = day_number(on)
        (account,) = Runner(self.toys.program(day)).run([fields], lambda table, key: Unknown("unknown", "no table"), day, OPEN)
        return next(iter(account.values.values()))


def test_a_citation_is_a_required_argument():
    with pytest.raises(TypeError, match="cites"):
        rule("A rule without a citation")
    for cites in ((), None, "Toy Tax Act", [ACT, "section 2"]):
        with pytest.raises(CiteError, match="a citation is a required argument"):
            rule("A rule", cites=cites)(lambda units: units)
    with pytest.raises(CiteError, match="a document and a place in it"):
        Cite("Toy Tax Act", "", evidence="V")
    with pytest.raises(CiteError, match="evidence 'sure' of Toy Tax Act is none of V, VC, MAC, S, U"):
        Cite("Toy Tax Act", "section 1", evidence="sure")


def test_a_rule_is_written_as_the_vocabulary_asks():
    with pytest.raises(RuleError, match="says in words what it decides"):
        rule("", cites=ACT)
    with pytest.raises(RuleError, match="take plain arguments only"):
        one(lambda *units: units[0])
    with pytest.raises(RuleError, match="take plain arguments only"):
        one(lambda *, units: units)
    with pytest.raises(RuleError, match="a case needs its reason in words"):
        case(True, 1, "")
    with pytest.raises(ProgramError, match=r"rule levy: its body gives 7, not a tree"):
        variation(one(lambda units: 7, name="levy")).program(1)


def test_an_if_on_a_symbol_is_refused_and_names_first_of():
    def levy(units):
        return units if units > 3 else 3

    with pytest.raises(TreeError, match=r"has no truth value while its rule is being read: use first_of\(case"):
        built(levy)
    with pytest.raises(TreeError, match="has no truth value"):
        built(lambda units, tenth: units and tenth)
    with pytest.raises(TreeError, match="has no truth value"):
        built(lambda units: 1 < units < 3)


def test_a_product_that_an_int64_cannot_hold_is_refused():
    wide = (Field("amount", "an amount", NUMBER, places=2, below=10**12), Field("share", "a share", NUMBER, places=6, below=1))
    fits = one(lambda amount: amount * amount, name="square")
    with pytest.raises(TreeError, match=r"mul of .* could reach 1e\+28, more than an int64 holds: state tighter maxima"):
        variation(fits, fields=wide).program(1)
    share = variation(
        one(lambda amount, share: round_to(amount * share, 2), name="part"), fields=(wide[0], Field("share", "", NUMBER, 4, 1))
    )
    assert share.program(1).node("part").places == 2


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (lambda units, toy: units + toy, "is no number"),
        (lambda toy: -1 * toy, "is no number"),
        (lambda toy: round_to(toy, 2), "is no number"),
        (lambda units, toy: greatest(units, toy), "is no number"),
        (lambda units: units & yes(), "is no truth"),
        (lambda units: ~units, "is no truth"),
        (lambda units: first_of(case(units, 1, "some"), otherwise=0), "is no truth"),
        (lambda units, toy: units == toy, "cannot be compared by eq"),
        (lambda toy, village: toy < village, "cannot be compared by lt"),
        (lambda units: units == "3", "cannot be compared by eq"),
        (lambda units: (units == 3) == (units == 4), "cannot be compared by eq"),
        (lambda units, toy: first_of(case(units == 3, toy, "text"), otherwise=units), "the cases of one choice give number and text"),
        (lambda units: is_in(units, ("1", "2")), "is_in compares a text"),
        (lambda toy: is_in(toy, "DOLL1"), "is_in compares a text"),
        (lambda toy, rebate: is_in(toy, rebate), "is_in compares a text"),
        (lambda toy, village: is_in(toy, village), "is_in compares a text"),
        (lambda units: units * 0.5, "money and shares come from dated values, not from a literal"),
        (lambda units: first_of(case(units == 1, None, "one"), otherwise=0), "cannot stand in a rule"),
    ],
)
def test_kinds_that_do_not_fit_are_refused(body, complaint):
    with pytest.raises(TreeError, match=complaint):
        variation(rule("A rule of Toyland", cites=ACT, name="x")(body)).program(day_number("2023-06-01"))


def test_a_table_states_its_maxima_and_says_what_it_lacks():
    with pytest.raises(ShapeError, match="column price: a number needs a stated maximum"):
        type(tables.PRICES.price)("price", "price", places=2)
    with pytest.raises(
        AttributeError, match="table toy_prices has no column colour; it has kind, price, weight".replace("colour", "'colour'")
    ):
        _ = tables.PRICES.colour
    with pytest.raises(ShapeError, match=r"toy_prices\.price: 100000 is not below the stated maximum 1000 at 2 places"):
        tables.PRICES.price.check(100_000, "toy_prices")
    with pytest.raises(ShapeError, match=r"toy_prices\.kind: 7 is not text"):
        tables.PRICES.kind.check(7, "toy_prices")
    with pytest.raises(ShapeError, match=r"toy_prices\.price: '7' is not a scaled integer"):
        tables.PRICES.price.check("7", "toy_prices")


# ---- trees


def test_equal_trees_are_one_object_and_different_ones_are_not():
    units, other = field("units", NUMBER, 0, 10), field("units", NUMBER, 0, 10_000)
    assert field("units", NUMBER, 0, 10) is units and units + 1 is units + 1
    assert other is not units and other.high == 9_999 and units.high == 9  # two systems may bound a field of one name differently
    assert field("units", TEXT) is not units
    assert as_node(True) is not as_node(1) and as_node(False) is not as_node(0)
    assert (as_node(True).kind, as_node(1).kind) == ("truth", "number")


def test_bounds_and_places_are_known_before_any_claim():
    price, share = field("price", NUMBER, 2, 100), field("share", NUMBER, 3, 1)
    product = price * share
    assert (product.places, product.low, product.high) == (5, -9_999 * 999, 9_999 * 999)
    assert round_to(product, 2).high == 9_989  # 99.99 x 0.999 = 99.89001
    assert (price - share).high == 99_990 + 999
    assert (price + 1).places == 2 and (1 - price).low == 100 - 9_999
    assert least(price, 7).high == 700
    assert known(price) is as_node(True)  # a field is given; what a list prints may be blank
    assert known(variation(one(lambda price: price, name="x")).program(1).node("price")).op == "known"


def test_a_difference_in_brackets_keeps_them():
    def left_over(units, tenth):
        return units - (units - tenth)

    node = variation(one(left_over)).program(1).node("left_over")
    assert rule_words(node)[1] == "  units - (units - tenth)"


def test_the_three_words_for_no_amount():
    made = {one.data for one in (pends("later"), not_payable("never"), missing("nowhere"))}
    assert made == {("pends", "later"), ("not_payable", "never"), ("unknown", "nowhere")}
