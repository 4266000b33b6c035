"""Print the demo's address and one login per role, in English and Chinese."""

import csv
import pathlib
import sys
import unicodedata


def width(text):
    """Columns a text takes on a terminal: Chinese characters take two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


url, path = sys.argv[1:]
rows = [("", "login = password / 登录名即密码", "")]
if pathlib.Path(path).is_file():
    with open(path, encoding="utf-8", newline="") as file:
        rows = [(r["role_zh"], r["role_en"], r["login"]) for r in csv.DictReader(file)]
wide = [max(width(row[column]) for row in rows) for column in range(3)]
print(f"\n  Property Archive / 物业档案管理:  {url}\n")
print("  One login per role; the password is the same word.")
print("  每个角色一个登录名，密码与登录名相同。\n")
for row in [*rows, ("系统管理员", "Administrator", "admin")]:
    cells = [cell + " " * (wide[i] - width(cell)) for i, cell in enumerate(row)]
    print("   ", "  ".join(cells).rstrip())
print("\n  Ctrl-C stops it. / 按 Ctrl-C 停止。", flush=True)
