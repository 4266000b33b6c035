from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """A place is scanned: those without a barcode get one, as new places do."""
    places = env["property.archive.location"].with_context(active_test=False)
    for place in places.search([("barcode", "=", False)], order="sort_key, id"):
        place.barcode = env["ir.sequence"].next_by_code(place._name)
