"""Take in the tables that a city keeps itself: from its workbook or CSV to indicators.csv, projects.csv and budgets.csv.

``template`` writes the workbook that is filled in; ``importing`` reads it back, with every mistake at its sheet and cell.
The form is ``kgtool.rdf.city_tables.form``.
"""
