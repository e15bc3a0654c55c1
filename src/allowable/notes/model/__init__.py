"""An optional language model that may look for facts in a note. Off unless asked for; it never gives a code.

It is sent the note and the questions of our signs, over one OpenAI-compatible address. It may answer with the name of a sign and words of
the note, nothing else: an unknown sign is dropped, words that do not stand in the note are dropped, negation and history are judged by our
own rules, and codes come from the trees alone. If it fails in any way, the note is read without it, and the record says so.
"""

from .address import Address, ModelError, address_of
from .asking import Asker, asker

__all__ = ["Address", "Asker", "ModelError", "address_of", "asker"]
