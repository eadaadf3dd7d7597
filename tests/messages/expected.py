# What heloise must refuse of these messages, and with what word: everything else must arrive.
#
# A line is "way, name": reason's beginning. A way of "*" is each; the binary one counts only where it is named.
REFUSED = {
}

# How many real messages may be refused for a reason, each with the reason's beginning.
CORPUS = {
}
CORPUS_BINARY = {
}


def refusal(table, name, way):
    """The reason for which this message must be refused in this way, or nothing."""
    return table.get((way, name), table.get(("*", name)))


def bound(table, why):
    return next((count for beginning, count in table.items() if why.startswith(beginning)), 0)
