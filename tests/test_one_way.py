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
