"""`python -m duly.cli`: the command line, where the program `duly` is not on the path."""

from duly.cli import main

main(prog_name="duly")
