"""Package data: fonts, translations, styles, icons, samples."""

from pathlib import Path

FOLDER = Path(__file__).parent  # plain files wherever the program is installed; needed before the first paint
