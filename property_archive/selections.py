"""Selections that several models use, in other addons too."""

#: The scope of a record: everybody, one department, one person.
SCOPES = [
    ("company", "Company"),
    ("department", "Department"),
    ("personal", "Personal"),
]

#: Who approves: found through the company, the department and the category of the document.
ROLES = [
    ("department_head", "Requester's department head"),
    ("keeping_head", "Keeping department's head"),
    ("archive_head", "Archive head"),
    ("executive", "Executive in charge"),
    ("general_manager", "General manager"),
    ("office", "GM's secretary"),
    ("company_leader", "A company leader"),
    ("party_secretary", "Party secretary"),
]

#: States in which the archive keeps the record: filed, and not removed.
KEPT_STATES = ("filed", "sealed")
#: States in which the record exists, in the archive or on its way to it.
PRESENT_STATES = ("draft", "submitted", *KEPT_STATES)

#: Sizes 规格 of paper and boxes, by which a storage room is arranged.
PAPER_SIZES = [
    ("a3", "A3"),
    ("a4", "A4"),
    ("a5", "A5"),
    ("b5", "B5"),
    ("16k", "16K"),
    ("8k", "8K"),
    ("a0", "Drawings (A0 to A2)"),
    ("other", "Other Size"),
]
