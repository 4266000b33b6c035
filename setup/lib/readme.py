"""README.rst and static/description/index.html of an addon, from its readme/ fragments.

What OCA's ``oca-gen-addon-readme`` does, which is on no package index. The digest of
what a file was made from stands in it: ``--check`` compares it and needs no library.
"""

import ast
import hashlib
import sys
from pathlib import Path

#: What of the manifest stands in them.
FACTS = ["name", "summary", "version", "license", "development_status", "author"]
#: The fragments OCA knows, in the order in which they are read; None: its own heading.
SECTIONS = [
    ("DESCRIPTION", None),
    ("CONTEXT", "Use Cases / Context"),
    ("INSTALL", "Installation"),
    ("CONFIGURE", "Configuration"),
    ("USAGE", "Usage"),
    ("ROADMAP", "Known issues / Roadmap"),
    ("DEVELOP", "Development"),
    ("HISTORY", "Changelog"),
]
TEMPLATE = """\
{bar}
{title}
{bar}

..
   This file is made by setup/readme from the fragments in readme/: change those.
   source digest: sha256:{digest}

{summary}

:Version: {version}
:License: {license}
:Development status: {development_status}

{description}

**Table of contents**

.. contents::
   :local:

{sections}

Credits
=======

Authors
-------

{authors}

Contributors
------------

{contributors}
"""


def manifest_of(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def digest_of(addon):
    """SHA-256 of all that the files are made from."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    manifest = manifest_of(addon)
    digest.update(repr([manifest[name] for name in FACTS]).encode())
    for path in sorted((addon / "readme").glob("*.md")):
        digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()


def targets_of(addon):
    return addon / "README.rst", addon / "static" / "description" / "index.html"


def is_current(addon):
    digest = f"source digest: sha256:{digest_of(addon)}"
    return all(
        path.exists() and digest in path.read_text(encoding="utf-8") for path in targets_of(addon)
    )


def fragment(addon, name):
    """A fragment as reStructuredText; empty when the addon has none."""
    import pypandoc

    path = addon / "readme" / f"{name}.md"
    if not path.exists():
        return ""
    return pypandoc.convert_file(path, "rst", format="gfm", extra_args=["--columns=88"]).strip()


def write(addon):
    from docutils.core import publish_string

    manifest = manifest_of(addon)
    sections = []
    for name, heading in SECTIONS:
        text = fragment(addon, name)
        if heading and text:
            sections.append(f"{heading}\n{'=' * len(heading)}\n\n{text}")
    title, digest = manifest["name"], digest_of(addon)
    text = TEMPLATE.format(
        bar="=" * len(title),
        title=title,
        digest=digest,
        summary=manifest["summary"],
        version=manifest["version"],
        license=manifest["license"],
        development_status=manifest["development_status"],
        description=fragment(addon, "DESCRIPTION"),
        sections="\n\n".join(sections),
        authors="\n".join(f"- {name.strip()}" for name in manifest["author"].split(",")),
        contributors=fragment(addon, "CONTRIBUTORS"),
    )
    readme, page = targets_of(addon)
    readme.write_text(text, encoding="utf-8")
    html = publish_string(
        text,
        writer_name="html5",
        settings_overrides={
            "input_encoding": "unicode",
            "output_encoding": "unicode",
            "embed_stylesheet": True,
            "strip_comments": True,
            "report_level": 2,
            "halt_level": 2,
            "datestamp": None,
            "_disable_config": True,
        },
    )
    html = html.replace("</head>", f"<!-- source digest: sha256:{digest} -->\n</head>", 1)
    page.write_text(html, encoding="utf-8")


def main(arguments):
    check = "--check" in arguments
    addons = [Path(name) for name in arguments if name != "--check"]
    if not check:
        for addon in addons:
            write(addon)
    old = [addon.name for addon in addons if not is_current(addon)]
    if old:
        print(f"Changed since their README was made: {', '.join(old)}. Run ./setup/readme.")
    return bool(old)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
