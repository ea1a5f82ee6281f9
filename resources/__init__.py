"""Package data: fonts, translations, styles, icons, samples. Read through importlib.resources."""
