"""The groups of the archive, as code refers to them, in other addons too."""

#: Clerks: prepare files and hand them in.
USER = "property_archive.group_property_archive_user"
#: Clerks and archivists of some departments or categories only: check the record, not the group.
KEEPER = "property_archive.group_property_archive_keeper"
#: Archivists: receive, keep and lend files.
ARCHIVIST = "property_archive.group_property_archive_archivist"
#: The archive head.
MANAGER = "property_archive.group_property_archive_manager"
#: Archive executive: answers for the archive in the management of the company.
EXECUTIVE = "property_archive.group_property_archive_executive"
#: Approvers: see the menus of pending decisions; the group gives no other right.
DECIDER = "property_archive.group_property_archive_decider"
