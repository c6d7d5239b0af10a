"""Where each draw of a sampled tree stands among the numbers of its node's key (model.md 2.7).

Every draw has a place of its own, so that no draw shifts another one, and old seeds keep their trees: a place is never
given a second meaning. The first group belongs to an answer, the second to a sub-answer as it is handed up.
"""

ROOT_KIND, ROOT_OUTCOME, LEARNING, LABELS, MAKING, PANEL = range(6)
LABEL_ORDER, PANEL_ORDER = 16, 32

CHILD, SCREENING, KIND = 64, 65, 66
COMMITTEES, COMMITTEE_SLOTS = 128, 16
"""The first committee's places, and how many each committee has; within them:"""
WINNER, SPLIT, CHECKED, ORDER = range(4)
