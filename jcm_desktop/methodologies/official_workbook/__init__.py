"""An approved methodology's workbook read as hostile input and turned into a draft definition.

The road: `gate` (is it a workbook, and of a sane size) - `reader` (cells, as written) - `sheets` and
`tables` (which table is which, by what its headings mean) - `formula_reader` (Excel's formulas) -
`translate` (into our expressions) - `fit` (units) - `proof` (both give the same numbers) - `draft`.
Nothing is ever executed, followed out of the file, or half-imported. Knows no project and no store.
"""
