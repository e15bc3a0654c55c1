"""Toyland: a small statute that nobody enacted, to test the machinery on law that fits on one page.

Toy Tax Act
1  A levy is owed on every toy that the price list names.
2  Books and puzzles are exempt.
3  The toy master weighs a robot whose weight the list does not print; until then its levy pends.
4  The levy is a share of the price, times the factor of the village, rounded to the cent. A toy bought in no village is of the capital.
5  A toy of ten pounds or more owes a surcharge for its weight. (From 2021 on.)
6  From 2023 on a rebate is taken off; what is then below zero is paid out, up to a most.
"""
