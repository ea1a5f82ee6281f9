"""JCM Desktop: monitoring, reporting and verification for the Joint Crediting Mechanism.

The core package. It enters, checks, calculates, exports, signs and verifies, and
runs with PySide6 uninstalled; only `__main__` may start the window in `ui`.
"""

__version__ = "0.2.0"
