"""Whether a passphrase may lock a signing key: long enough, and not one that a guesser tries first.

No rules of composition: a few plain words are easier to keep and harder to guess
than one word with a digit and a bang. Knows no keys.
"""

from __future__ import annotations

import unicodedata

from jcm_desktop.domain.errors import UserError

SHORTEST = 12  # letters; whoever has the key file can guess without end
LONGEST = 200
_EASY = 100_000_000  # guesses; with the rounds of our key files about a year of one processor


def check_passphrase(passphrase: str, *about_the_holder: str) -> None:
    """UserErrors `identity.passphrase_short`, `identity.passphrase_long`, `identity.passphrase_common`.

    Names and the like, which a guesser knows, count for nothing.
    """
    letters = unicodedata.normalize("NFC", passphrase)
    if len(letters) < SHORTEST:
        raise UserError("identity.passphrase_short", shortest=SHORTEST)
    if len(letters) > LONGEST:
        raise UserError("identity.passphrase_long", longest=LONGEST)
    if guesses(letters, *about_the_holder) < _EASY:
        raise UserError("identity.passphrase_common")


def guesses(passphrase: str, *about_the_holder: str) -> int:
    """About how many tries a guesser needs who knows the common passphrases, keyboards, dates and the holder."""
    from zxcvbn import zxcvbn  # its word lists take a moment to load

    known = [word for text in about_the_holder for word in (text, *text.split()) if word]
    compared = passphrase[:72]  # its work grows with the square; a passphrase that long is beyond guessing
    return int(zxcvbn(compared, user_inputs=known, max_length=72)["guesses"])
