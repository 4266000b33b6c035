"""Two years in the life of the demo company: ``odoo shell -d NAME < demo_years.py``.

Two more estates with their owners, and two years of filings and loans up to today, each done by
who does it and at the hour it is said to be done: the clock is set back and moves on. What is
told here is invented. The same every time but for the dates.
"""

import base64
import io
import random
from datetime import datetime, time, timedelta

import reportlab.pdfbase.cidfonts
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

MONTHS = 24
FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
    "玉兰建国志红梅海燕晓东雪琴俊峰子涵雨欣浩然思远佳怡"
)
TROUBLES = [
    "卫生间地漏返水",
    "入户门锁损坏",
    "厨房水龙头漏水",
    "可视对讲无声",
    "外墙渗水",
    "空调冷凝水管堵塞",
]
COMPLAINTS = [
    "楼上夜间噪声",
    "车位被占",
    "电梯等候时间长",
    "公共走廊堆放杂物",
    "绿化带蚊虫多",
    "快递柜摆放不当",
]
draw = random.Random(2026)
env = env(su=True, context={"lang": "zh_CN", "tz": "Asia/Shanghai"})  # noqa: F821 (odoo shell's)
ref = env.ref
today = datetime.combine(datetime.utcnow().date(), time(2))


def person():
    return draw.choice(FAMILY) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2, 2))))


def user(login):
    return env["res.users"].search([("login", "=", login)])


def signature(name):
    """A hand's stroke over the name: no two people's are alike."""
    hand = random.Random(name)
    picture = Image.new("RGB", (240, 80), "white")
    points = [(12 + 9 * step, hand.randint(12, 68)) for step in range(24)]
    ImageDraw.Draw(picture).line(points, fill="#1a2b6d", width=3, joint="curve")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def pages(title, lines, count):
    """A PDF of some pages with real text.

    :rtype: str
    """
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=1)
    for number in range(1, count + 1):
        canvas.setFont("STSong-Light", 18)
        canvas.drawString(72, 760, title)
        canvas.setFont("STSong-Light", 12)
        for row, line in enumerate(lines):
            canvas.drawString(72, 720 - 24 * row, line)
        canvas.drawCentredString(297, 40, f"第 {number} 页 共 {count} 页")
        canvas.showPage()
    canvas.save()
    return base64.b64encode(stream.getvalue()).decode()


pdfmetrics.registerFont(reportlab.pdfbase.cidfonts.UnicodeCIDFont("STSong-Light"))


# -- two more estates ------------------------------------------------------------------------


def places(parent, cabinets, boxes):
    """Cabinets with boxes; the codes of the boxes, in order.

    :rtype: list(str)
    """
    codes = []
    for number, name in enumerate(cabinets, 1):
        code = f"{parent.barcode}-G{number}"
        cabinet = env["property.archive.location"].create(
            {
                "name": f"{number} 号柜（{name}）",
                "kind": "cabinet",
                "lockable": True,
                "parent_id": parent.id,
                "sequence": 10 * number,
                "barcode": code,
            }
        )
        made = env["property.archive.location"].create(
            [
                {
                    "name": f"{letter} 盒",
                    "kind": "box",
                    "parent_id": cabinet.id,
                    "capacity": 40,
                    "sequence": 10 * order,
                    "barcode": f"{code}-{letter}",
                }
                for order, letter in enumerate("ABCDEFGH"[:boxes], 1)
            ]
        )
        codes += made.mapped("barcode")
    return codes


def estate(name, code, kind, **vals):
    project = env["property.archive.project"].create(
        {"name": name, "code": code, "kind": kind, **vals}
    )
    room = env["property.archive.location"].create(
        {"name": f"{name}档案室", "kind": "room", "barcode": code, "project_id": project.id}
    )
    return project, room


def filed_on(first, last):
    day = today.date() - timedelta(days=draw.randint(last, first))
    return day, day + timedelta(days=draw.randint(1, 8))


def owner_rows(project, homes, boxes):
    """One line of an owner register for each home; some belong to two people."""
    for number, home in enumerate(homes):
        owners = [person()]
        if draw.random() < 0.25:
            owners.append(person())
        document, filed = filed_on(2600, 760)
        yield {
            "name": f"{home} {'、'.join(owners)} 业主档案",
            "category_code": "WY-YZ",
            "project": project.name,
            "home": home,
            "partner_name": "、".join(owners),
            "phone": "、".join(
                f"1200{project.id % 10}{number:04}{place}" for place, _owner in enumerate(owners)
            ),
            "share": "50%、50%" if len(owners) == 2 else False,
            "date_document": document.isoformat(),
            "date_filed": filed.isoformat(),
            "page_count": str(draw.randint(18, 42)),
            "pieces_present": "1-8",
            "location_barcode": boxes[number * len(boxes) // len(homes)],
        }


def take_in(rows):
    lines = env["property.archive.import"].create(list(rows))
    lines._confirm()
    return lines


def make_estates():
    water, room = estate("云水湾", "YSW", "residential", date_from=today.date() - timedelta(2600))
    boxes = places(room, ["1–2 栋", "3–4 栋", "5–6 栋", "商铺、车位"], 4)
    homes = [
        f"{building}-{entrance}-{floor}{number:02}"
        for building in range(1, 7)
        for entrance in (1, 2)
        for floor in range(1, 11)
        for number in (1, 2)
    ][:220]
    take_in(owner_rows(water, homes, boxes[:12]))
    lake, room = estate("翠湖中心", "CHZX", "office", date_from=today.date() - timedelta(1500))
    boxes = places(room, ["A 座", "B 座"], 3)
    homes = [
        f"{tower}-{floor}{n:02}" for tower in "AB" for floor in range(2, 12) for n in (1, 2, 3)
    ]
    take_in(owner_rows(lake, homes, boxes))
    wizard = env["property.archive.units.wizard"]
    wizard.create(
        {"kind": "row", "project_id": water.id, "prefix": "车位B1-", "numbers": "001-280"}
    ).action_make()
    wizard.create(
        {"kind": "row", "project_id": water.id, "prefix": "商铺", "numbers": "1-40"}
    ).action_make()
    wizard.create(
        {"kind": "row", "project_id": lake.id, "prefix": "车位B2-", "numbers": "001-080"}
    ).action_make()


# -- two years -------------------------------------------------------------------------------


class Years:
    """The work of two years, month by month."""

    def __init__(self, clock):
        self.clock = clock
        self.units = env["property.archive.unit"].search([("project_id.name", "=", "锦绣花园")])
        self.open_shelf = env["property.archive.location"].search([("barcode", "=", "DA-K1-1")])
        self.works = env["property.archive.location"].search([("barcode", "=", "DA-G6-1")])
        self.lent = env["property.archive.record"]
        self.back = []

    def at(self, day, hour=2, minute=0):
        """Set the clock; hours are in UTC, 2 is ten in the morning in China."""
        self.move(datetime.combine(day, time(hour, minute)))

    def move(self, moment):
        self.now = moment
        self.clock.move_to(moment)

    def hand_in(self, login, receiver, place, vals_list):
        """File some records as a clerk hands them in and an archivist receives them."""
        clerk, archivist = user(login), user(receiver)
        papers = [vals.pop("_paper", None) for vals in vals_list]
        records = env["property.archive.record"].with_user(clerk).create(vals_list)
        for record, paper in zip(records, papers, strict=True):
            record.enclosure_ids.filtered("required").write({"present": True})
            if paper:
                title, lines = paper
                scan = {
                    "file_name": f"{title}.pdf",
                    "file": pages(title, lines, record.page_count),
                }
                if not record.enclosure_ids:
                    record.write({"enclosure_ids": [(0, 0, {"name": title})]})
                record.enclosure_ids[0].write({"present": True, **scan})
        action = records.action_submit()
        handover = env["property.archive.handover"].browse(action["res_id"])
        handover.with_user(clerk).action_sign(signature(login))
        received = handover.with_user(archivist)
        received.line_ids.write({"location_id": place.id})
        received.action_accept_all()
        received.action_sign(signature(receiver))
        return records.sudo()

    def service_papers(self, day):
        vals_list = []
        for _number in range(draw.randint(2, 4)):
            unit = draw.choice(self.units)
            title = draw.choice(TROUBLES)
            vals_list.append(
                {
                    "name": f"{unit.code} 报修：{title}",
                    "category_id": ref("property_archive.category_repair").id,
                    "unit_id": unit.id,
                    "date_document": day - timedelta(days=1),
                    "page_count": 2,
                    "_paper": (
                        f"维修单 {unit.code}",
                        [f"报修内容：{title}", f"维修日期：{day}", "已修复，业主签字确认。"],
                    ),
                }
            )
        unit = draw.choice(self.units)
        vals_list.append(
            {
                "name": f"{unit.code} 投诉：{draw.choice(COMPLAINTS)}",
                "category_id": ref("property_archive.category_complaint").id,
                "unit_id": unit.id,
                "partner_id": unit.owner_id.id,
                "date_document": day - timedelta(days=1),
                "page_count": 3,
            }
        )
        return vals_list

    def plant_papers(self, day):
        return [
            {
                "name": f"{plant} {day.year} 年 {day.month} 月巡检记录",
                "category_id": ref("property_archive.category_engineering").id,
                "date_document": day - timedelta(days=2),
                "page_count": 12,
                "_paper": (
                    f"{plant}巡检记录",
                    [f"{day.year} 年 {day.month} 月", "设备运行正常，压力表读数见附表。"],
                ),
            }
            for plant in ("生活水泵房", "高压配电室")
        ]

    def borrow(self, login, record, days):
        """Ask, approve, hand out; bring back after some days, or keep it.

        :param int days: how long it stays out; None: it is out today
        """
        asked = env["property.archive.loan"].with_user(user(login))
        loan = asked.create(
            {
                "kind": "borrow",
                "purpose": "检修，核对图纸",
                "line_ids": [(0, 0, {"requested_record_id": record.id})],
            }
        )
        loan.action_submit()
        line = loan.line_ids
        line.with_user(user("gongcheng.jingli")).action_approve()
        line.with_user(user("dangan1")).action_hand_out(**self.counted(login, record))
        if days is not None:
            self.back.append((self.now + timedelta(days=days), login, line))

    @staticmethod
    def counted(login, record):
        return {
            "page_count": record.page_count,
            "condition": "good",
            "borrower_signature": signature(login),
            "archivist_signature": signature("dangan1"),
        }

    def bring_back(self, until):
        """Take back, in the order of the days, what is due back by a moment."""
        due = sorted((entry for entry in self.back if entry[0] <= until), key=lambda e: e[0])
        self.back = [entry for entry in self.back if entry[0] > until]
        for moment, login, line in due:
            self.move(moment)
            record = line.sudo().record_id
            line.with_user(user("dangan1")).action_take_back(**self.counted(login, record))

    def month(self, first):
        """A month: papers are filed on the 5th and the 8th, files are lent from the 12th."""
        day = first + timedelta(days=4)
        self.bring_back(datetime.combine(day, time(1)))
        self.at(day)
        self.hand_in("kefu2", "dangan1", self.open_shelf, self.service_papers(day))
        day = first + timedelta(days=7)
        self.bring_back(datetime.combine(day, time(1)))
        self.at(day)
        plant = self.hand_in("gongcheng.jingli", "dangan1", self.works, self.plant_papers(day))
        self.bring_back(datetime.combine(first + timedelta(days=12), time(1)))
        self.at(first + timedelta(days=12))
        free = self.lent
        for _moment, _login, line in self.back:
            free -= line.sudo().record_id
        for login in sorted({"gongcheng1", "gongcheng2"} - {entry[1] for entry in self.back}):
            if free:
                record = draw.choice(free)
                free -= record
                late = draw.random() < 0.15 and (today.date() - first).days > 60
                self.borrow(login, record, 16 if late else draw.randint(2, 6))
        self.lent |= plant

    def these_days(self):
        """What is on the desks now: one late, one leaver with a file, one request to decide."""
        self.at(today.date() - timedelta(days=15))
        self.bring_back(self.now)
        self.borrow("gongcheng1", self.lent[-1], None)
        self.at(today.date() - timedelta(days=3))
        self.borrow("gongcheng2", self.lent[-2], None)
        leaver = user("gongcheng2").sudo().employee_id
        leaver.with_user(user("hr")).write({"departure_date": today.date() + timedelta(days=6)})
        self.at(today.date() - timedelta(days=1))
        asked = env["property.archive.loan"].with_user(user("gongcheng2"))
        asked.create(
            {
                "kind": "borrow",
                "purpose": "检修，核对图纸",
                "line_ids": [(0, 0, {"requested_record_id": self.lent[-3].id})],
            }
        ).action_submit()


def employ():
    """Everybody has been here for three years, and has a badge."""
    employees = env["hr.employee"].search([], order="id")
    employees.version_id.write({"date_version": today.date() - relativedelta(years=3)})
    for number, employee in enumerate(employees, 1):
        employee.barcode = f"0417{number:04}"


def main():
    make_estates()
    employ()
    env.flush_all()
    first = today.date().replace(day=1) - relativedelta(months=MONTHS)
    with freeze_time(datetime.combine(first, time(2))) as clock:
        years = Years(clock)
        for number in range(MONTHS):
            years.month(first + relativedelta(months=number))
            env.flush_all()
        years.these_days()
        env.flush_all()
    env.cr.commit()


main()
