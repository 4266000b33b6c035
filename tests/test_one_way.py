"""One way for one thing: what a second way would look like is found in the source."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ADDONS = ("property_archive", "property_archive_lending", "property_archive_retention")
PARTS = ("models", "wizards", "controllers", "reports")


def sources(ending="py", parts=PARTS):
    """The files of the addons, without their tests: path below the root, text."""
    for addon in ADDONS:
        for part in parts:
            for path in sorted((ROOT / addon / part).rglob(f"*.{ending}")):
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _refuses(branch):
    return any(isinstance(step, ast.Raise) for step in branch.body)


def _asks_only_for_a_state(test):
    """Whether a condition is nothing but “the state is (not) this one”."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Attribute)
        and test.left.attr == "state"
        and isinstance(test.ops[0], (ast.NotEq, ast.NotIn))
    )


def test_states_are_checked_in_one_way():
    """``_check_state`` refuses; nobody writes its message by hand."""
    found = [
        f"{path}:{node.lineno}"
        for path, text in sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.If) and _asks_only_for_a_state(node.test) and _refuses(node)
    ]
    assert not found, found
    again = [path for path, text in sources() if "def _check_state(" in text]
    assert again == ["property_archive/models/ground/protected_operation.py"]


_OTHER_DAYS = re.compile(
    r"context_today|Date\.today\(|\bdate\.today\(|CURRENT_DATE|now\(\)::date|utcnow|_today\(company"
    r"|,\s*[\"']today\b",
    re.IGNORECASE,
)


def test_a_day_is_the_day_of_the_company():
    """``res.company._archive_today`` says which: never the server, the caller or Greenwich."""
    found = [
        f"{path}:{number} {line.strip()}"
        for path, text in sources()
        for number, line in enumerate(text.splitlines(), 1)
        if _OTHER_DAYS.search(line)
    ]
    assert not found, found


def test_what_is_kept_and_who_is_who_is_said_once():
    """``selections.py`` names the states, ``groups.py`` the groups: nobody lists them again."""
    again = re.compile(
        r"[\[(]\"filed\", \"sealed\"[\])]|\"property_archive\.group_property_archive_\w+\""
        r"|\.replace\(\"%\""
    )
    found = [f"{path}: {match}" for path, text in sources() for match in again.findall(text)]
    assert not found, found


def test_rows_are_claimed_in_one_way():
    """``concurrency.claim_rows`` locks and writes; no statement writes a value over itself."""
    itself = re.compile(r"SET (\w+) = \1\b(?! [-+])|SET id = ")
    found = [path for path, text in sources() if itself.search(text)]
    assert not found, found


#: They work longer than a job may, or hold a lock for a moment only: see their docstrings.
_STEPS_OF_THEIR_OWN = {
    "ir_attachment_scan.py",
    "ir_attachment_text_job.py",
    "destruction_execution.py",
}


def test_jobs_go_on_in_one_way():
    """``jobs.run_steps`` commits what is done and stops in time."""
    found = {path.split("/")[-1] for path, text in sources() if "_commit_progress(" in text}
    assert found == _STEPS_OF_THEIR_OWN, found


def test_people_are_told_and_asked_in_one_way():
    """``notify.tell`` writes to people; the reason dialog is opened by ``_ask``."""
    found = [path for path, text in sources() if "message_notify(" in text]
    assert not found, found
    dialogs = [path for path, text in sources() if '"property.archive.reason.wizard",' in text]
    assert not dialogs, dialogs


def test_trees_are_walked_in_one_way():
    """The mixin of trees knows who lies in whom; nobody takes a path apart."""
    found = [
        path
        for path, text in sources()
        if re.search(r"parent_path\b.*(split|count|startswith)\(", text)
    ]
    assert not found, found


def _calls(text, name):
    """Calls of a function or method of this name in a source."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = node.func
            if getattr(called, "attr", None) == name or getattr(called, "id", None) == name:
                yield node


def _files_with(pattern, parts=PARTS):
    again = re.compile(pattern)
    return {path for path, text in sources(parts=parts) if again.search(text)}


def test_people_are_given_something_to_do_in_one_way():
    """``notify.ask_to_do`` schedules, and each activity says what is to be done."""
    assert not _files_with(r"\.activity_schedule\(|\.activity_reschedule\(")
    given = [call for _path, text in sources() for call in _calls(text, "ask_to_do")]
    assert len(given) > 25  # the sources were found
    for call in given:
        summary = call.args[3]
        assert not (isinstance(summary, ast.Constant) and not summary.value), ast.unparse(call)


def test_messages_name_people_in_one_way():
    """Whoever is told is told by ``notify``: chatter notes name nobody."""
    named = [
        f"{path}:{call.lineno}"
        for path, text in sources()
        for call in _calls(text, "message_post")
        if any(keyword.arg == "partner_ids" for keyword in call.keywords)
    ]
    assert not named


def test_files_are_handed_out_in_one_way():
    """``http.send_file`` answers with what is made; Odoo's own stream with what is kept."""
    by_hand = _files_with(r"content_disposition|TemporaryFile\(|stream_file\(|Cache-Control")
    assert not by_hand
    made = [
        path
        for path, text in sources(parts=["controllers"])
        if re.search(r"/[\w<:>]+\.(pdf|xlsx|zip)\b|file_format", text)
    ]
    assert len(made) > 5
    for path in made:
        assert re.search(r"send_file\(|send_chunks\(", (ROOT / path).read_text()), path


def test_walks_go_on_in_one_way():
    """``jobs.next_page`` gives the next ids of what is walked over in several transactions."""
    again = re.compile(r"\(\"id\", \">\"|\bid > %s|_id > %s|OFFSET %s", re.IGNORECASE)
    found = {path for path, text in sources() if again.search(text)}
    assert found == {
        # what is being destroyed is locked row by row, and what somebody else holds is skipped
        "property_archive_retention/models/execution/destruction_line_purge.py",
        # ranges of Odoo's tables, in which few rows are the archive's
        "property_archive/models/mention/record.py",
        # no walk: the events of the last batches
        "property_archive/models/log/log_seal.py",
    }


def test_documents_are_numbered_in_one_way():
    """``ir.sequence._archive_next`` counts; the codes of records are a series of their own."""
    assert _files_with(r"next_by_code|next_by_id|get_next_char|nextval\(") == {
        "property_archive/models/ground/ir_sequence.py"
    }
    assert _files_with(r"\btake_numbers\(") == {
        "property_archive/models/ground/ir_sequence.py",
        "property_archive/models/number/record.py",
    }


def test_reasons_are_asked_in_one_dialog():
    """No other dialog has nothing but a reason to ask for."""
    alone = []
    for path, text in sources(parts=["wizards"]):
        for cls in ast.walk(ast.parse(text)):
            if not isinstance(cls, ast.ClassDef) or "_name = " not in ast.unparse(cls):
                continue
            asked = {
                node.targets[0].id
                for node in cls.body
                if isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Call)
                and ast.unparse(node.value.func).startswith("fields.")
                and "readonly=True" not in ast.unparse(node.value)
            }
            plain = {name for name in asked if not name.endswith(("_id", "_ids"))}
            if plain and plain <= {"reason", "note", "lift"}:
                alone.append(f"{path}: {sorted(asked)}")
    assert not alone


def test_fields_are_protected_by_the_mixin():
    """``_creatable_fields`` says what a caller sets: no model has a list of its own."""
    again = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources()
        if not path.endswith("ground/protected_mixin.py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.name in ("_create_protected", "_write_protected")
        and f").{node.name}" not in ast.unparse(node)
    ]
    assert not again


def test_decisions_are_taken_in_one_way():
    """What two or more confirm is approved in steps; roles stand in rows of one mixin."""
    assert not _files_with(r"_role_[123]\b|\b(?!date_)\w+_confirmed = fields\.")
    steps = [
        path
        for path, text in sources()
        if re.search(r"selections import .*\bROLES\b", text)
        and re.search(r"^    role = fields\.Selection\(ROLES", text, re.MULTILINE)
    ]
    assert steps == ["property_archive/models/decision/approval_step_mixin.py"]


def test_places_are_locked_by_one_rule():
    """``location._is_safe_for`` says where what is confidential may be kept."""
    found = _files_with(r"\.locked\b(?! =)")
    assert found == {
        "property_archive/models/place/location.py",  # a place in a locked one is locked
        "property_archive/models/place/location_content.py",
        "property_archive/models/output/label.py",  # a name on the label, behind a lock
    }


def test_rows_by_case_are_chosen_in_one_way():
    """``property.archive.specific`` orders rows from the most specific on."""
    assert _files_with(r"def _most_specific_first\(|def _holds_for\(") == {
        "property_archive/models/scheme/specific_mixin.py"
    }


def test_work_is_cut_into_batches_in_one_way():
    """Odoo's ``split_every`` cuts what is in memory; jobs go on by ``run_batches``."""
    cut = re.compile(r"\[(\w+) ?: ?\1 \+ \w+\]")
    found = [
        f"{path}: {match.group(0)}" for path, text in sources() for match in cut.finditer(text)
    ]
    assert not found


def test_leaves_use_public_names_of_the_base():
    """What lending and retention import lies beside the rooms of the base, not in them."""
    inside = re.compile(r"odoo\.addons\.property_archive\.(models|wizards|controllers|reports)\b")
    found = [
        path
        for path, text in sources()
        if not path.startswith("property_archive/") and inside.search(text)
    ]
    assert not found


def test_texts_that_are_signed_are_shown_and_kept_in_one_way():
    """``signing_text`` shows what is signed or was signed; nobody asks the company for it."""
    asked = [
        f"{path}:{node.lineno} {node.name}"
        for path, text in sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.name != "_text_to_sign"
        and any([*_calls(ast.unparse(node), "_archive_agreement")])
        | any([*_calls(ast.unparse(node), "_archive_undertaking")])
    ]
    assert not asked
    pages = [
        path
        for path, text in sources("xml", ["reports", "views"])
        if re.search(r"_archive_(agreement|undertaking)\(|company_id\.archive_\w+_text", text)
    ]
    assert not pages


def test_what_a_key_is_and_who_leads_is_said_once():
    """``category._key_root`` knows the category of keys, ``user._archive_leads`` the two groups."""
    assert _files_with(r"property_archive\.category_key\b") == {
        "property_archive/models/scheme/category_key.py"
    }
    both = r"(\w+)\.has_group\((MANAGER|EXECUTIVE)\)\s+or\s+\1\.has_group\((MANAGER|EXECUTIVE)\)"
    assert _files_with(both) == {"property_archive/models/people/res_users.py"}


def test_a_series_is_looked_up_once():
    assert _files_with(r"\(\"code\", \"=\", code\), \(\"company_id\"") == {
        "property_archive/models/ground/ir_sequence.py"
    }


def test_what_the_database_checks_is_not_checked_by_hand_before():
    """Values given to ``create`` lack the defaults: constraints look at what was made."""
    by_hand = [
        f"{path}:{node.lineno}"
        for path, text in sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.name == "create"
        and "CHECK (date_end" in text
        and re.search(r"vals\.get\(.*date_(start|end)|\"date_end\"", ast.unparse(node))
    ]
    assert not by_hand
