"""What files say, and whether they can be opened: plain Python that knows no database.

The process of :mod:`..scan.worker` loads it too, where Odoo is not: nothing here imports it.
"""
