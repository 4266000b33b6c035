from openupgradelib import openupgrade

MODULE = "property_archive_lending"
#: What the shipped rows say since this version, by their external ids.
_VALUES = {
    "policy_custody_self_borrow": {"short_days": 7, "renewals": 1},
    "policy_custody_proxy_borrow": {"short_days": 7, "renewals": 1},
    "policy_personnel_employee_borrow": {
        "renewals": 1,
        "renewal_role": "archive_head",
        "need_undertaking": True,
    },
    "policy_personnel_employee_consult": {"need_undertaking": True},
    "policy_personnel_external_borrow": {"need_undertaking": True},
    "policy_document_external_consult": {"need_identity": True},
    "policy_document_external_borrow": {"need_identity": True},
    "policy_custody_external_consult": {"need_identity": True},
    "policy_key_sealed_self_borrow": {"need_confirmation": True, "need_stamp": True},
}
#: Steps that are another one now: row, role before, values.
_STEPS = (
    ("policy_custody_self_borrow", "executive", {"long_only": True}),
    ("policy_custody_proxy_borrow", "executive", {"long_only": True}),
    ("policy_party_employee_consult", "keeping_head", {"role": "party_secretary"}),
)


@openupgrade.migrate()
def migrate(env, version):
    """Shipped rows say what the clauses say (J14, J22), where nobody changed them."""
    for name, values in _VALUES.items():
        row = _untouched(env, name)
        if row:
            row.write(values)
    for name, role, values in _STEPS:
        row = _untouched(env, name)
        if row:
            row.step_ids.filtered(lambda step, role=role: step.role == role).write(values)


def _untouched(env, name):
    """The shipped row as it came: nobody but the addon wrote it."""
    row = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
    if row and not row.changed_by_id and row.write_uid.id in (False, 1):
        return row
    return None
