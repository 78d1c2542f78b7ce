"""The tasks that `./run` lists, by what they are about; noxfile.py imports them."""
