"""Take the pictures of the README in a real browser: ``screenshots.py URL FOLDER BROWSER``.

Everything on them comes from the demo company.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
#: Name of the picture, who looks, where, the size of the window, what must be there first.
PICTURES = (
    ("overview", "dangan.zhuguan", "archive", DESKTOP, ".o_property_archive_overview .btn"),
    ("record_list", "dangan1", "archive-records", DESKTOP, ".o_data_row"),
    ("places", "dangan1", "archive-places", DESKTOP, ".o_data_row"),
    ("estates", "dangan.zhuguan", "archive-estates", DESKTOP, ".o_data_row"),
    ("desk", "dangan1", "archive-desk", DESKTOP, ".o_data_row"),
    ("my_loans", "gongcheng1", "archive-my-loans", PHONE, ".o_kanban_record:not(.o_kanban_ghost)"),
    (
        "approval",
        "gongcheng.jingli",
        "archive-loans-to-approve",
        PHONE,
        ".o_kanban_record:not(.o_kanban_ghost)",
    ),
)


def log_in(browser, url, login, size):
    phone = size is PHONE
    context = browser.new_context(viewport=size, locale="zh-CN", has_touch=phone, is_mobile=phone)
    page = context.new_page()
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("form.oe_login_form button[type=submit]")
    page.wait_for_selector(".o_main_navbar", timeout=120_000)
    return page


def main(url, folder, browser_path):
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, login, path, size, awaited in PICTURES:
            page = log_in(browser, url, login, size)
            page.goto(f"{url}/odoo/{path}")
            page.wait_for_selector(awaited, timeout=120_000)
            page.wait_for_function("document.fonts.status == 'loaded'")
            page.screenshot(path=str(Path(folder) / f"{name}.png"))
            page.context.close()
            print(f"  {name}.png")
        browser.close()


main(*sys.argv[1:])
