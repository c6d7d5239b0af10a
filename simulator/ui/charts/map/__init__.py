"""The tab "Map": a sweep over one or two parameters, as a line with its band or as a map with the border R = 1."""
