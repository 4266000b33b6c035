"""The groups of the archive, as code asks for them, that of other addons too."""

#: Clerks, who prepare and hand in.
USER = "property_archive.group_property_archive_user"
#: Who does so in named departments or categories only: asked of the record, not of the group.
KEEPER = "property_archive.group_property_archive_keeper"
#: Who receives, keeps and gives out.
ARCHIVIST = "property_archive.group_property_archive_archivist"
#: The archive head.
MANAGER = "property_archive.group_property_archive_manager"
#: Who answers for the archive in the management of the company.
EXECUTIVE = "property_archive.group_property_archive_executive"
#: Finds the lists of what waits for a decision, and may do nothing else by it.
DECIDER = "property_archive.group_property_archive_decider"
