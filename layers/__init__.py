"""What is drawn: a table and a style in, plain plotly dictionaries out.

Nothing here knows Dash, the store or a file. ``style`` holds every colour and class break, for screen and paper alike;
``figure.hex_map`` is the map, ``charts`` the small charts.
"""
