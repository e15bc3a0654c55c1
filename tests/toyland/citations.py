"""The one document on which the law of Toyland rests."""

from allowable.kernel.cite import Cite

NAMED = Cite("Toy Tax Act", "section 1", evidence="V")
EXEMPT = Cite("Toy Tax Act", "section 2", evidence="V")
ROBOTS = Cite("Toy Tax Act", "section 3", evidence="VC")
SHARE = Cite("Toy Tax Act", "section 4", evidence="V")
SURCHARGE = Cite("Toy Tax Act", "section 5", evidence="S")
REBATE = Cite("Toy Tax Act", "section 6", evidence="V")
