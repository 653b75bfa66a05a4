"""Tables in a text: lines parted into cells, cells put into rows, rows read as elements with values."""
