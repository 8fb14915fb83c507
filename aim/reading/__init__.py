"""A picture ready to be asked: what it holds, which months of it are whole, and what follows from its counts.

Everything here is a function of one picture and of what is known of its sources on a day, so that `aim build` can work
out what pages show by the same code, and store it.
"""
