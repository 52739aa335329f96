"""The pages that are printed; the only room that knows ReportLab."""
