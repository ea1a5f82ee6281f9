"""Keys, certificates, signatures and verdicts; frozen bytes in, frozen bytes out. Knows no project."""

import logging

# What the signature library has to say of a file stands in our verdict; a broken file from outside is no log event.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
