"""Every statistic AIM shows, one to a file: arrays in, arrays out.

No file, store, clock or web in here: the month is an argument, the thresholds are arguments, and the same arrays always
give the same answer whatever their order. Cells are H3 indexes as signed 64-bit integers.
"""
