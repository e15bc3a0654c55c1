"""Decision trees of procedure families as data: how a coder comes from the words of an operative note to a code. See form.py."""
