"""The five kinds of exercise, one file each: how a block is read, rendered and begun."""
