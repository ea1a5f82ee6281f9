"""Report model, and the workbook and PDF that only draw it. No store, no signing."""
