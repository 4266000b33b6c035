"""Choices that several models of the archive offer, those of other addons too."""

#: For whom a record is: everybody, one department, one person.
SCOPES = [
    ("company", "Company"),
    ("department", "Department"),
    ("personal", "Personal"),
]

#: Who decides: looked up in the company, the department and the category of the document.
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

#: A record in one of these is kept by the archive: filed, and not gone.
KEPT_STATES = ("filed", "sealed")
#: A record in one of these is there, in the archive or on its way to it.
PRESENT_STATES = ("draft", "submitted", *KEPT_STATES)

#: Sizes 规格 of paper and boxes, by which a store is arranged.
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
