"""How long a scanned A4 page takes to be read, what memory that needs, and how much is right.

Run by ./setup/bench in an Odoo shell. Ends with an error when less than 97 of 100 characters
are read, or the process takes more than a gigabyte.
"""

import io
import os
import re
import resource
import time
from difflib import SequenceMatcher

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from odoo.addons.property_archive.scan.reader import ScanReader

PAGES = int(os.environ.get("BENCH_ROWS") or 5)
DPI = 200
CONTRACT = """物业服务合同
合同编号：ZC-2024-0118
甲方：阳光花园小区业主大会
乙方：深圳市中诚物业管理有限公司
根据《中华人民共和国民法典》《物业管理条例》等有关法律、法规的规定，在自愿、平等、公平、\
诚实信用的基础上，甲乙双方就物业服务的有关事宜，协商订立本合同。
第一条 本物业项目基本情况如下：名称：阳光花园；类型：高层住宅；坐落位置：深圳市福田区深南\
大道6008号；建筑面积：128650.75平方米。
第二条 乙方应提供的物业服务包括以下主要内容：
（一）物业共用部位的维修、养护和管理；
（二）物业共用设施设备的运行、维修、养护和管理；
（三）公共绿地、花木、建筑小品等的养护与管理；
（四）公共环境卫生，包括房屋共用部位的清洁卫生、垃圾的收集、化粪池的清掏；
（五）交通秩序与车辆停放的管理；
（六）维持公共秩序，包括安全监控、巡视、门岗值勤；
（七）装饰装修管理服务，收取装修押金人民币3000元，验收合格后予以退还；
（八）物业档案资料管理。
第三条 本物业服务费用实行包干制，住宅物业服务费为每月每平方米2.85元，商铺为每月每平方米\
6.50元，地下车位管理费每月每个80元。
第四条 业主应于每季度首月10日前交纳物业服务费，逾期交纳的，从逾期之日起按应缴费用万分之三\
承担违约金。
第五条 本合同期限为三年，自2024年6月1日起至2027年5月31日止。
联系人：欧阳娜娜 电话：0755-26001234 手机：13987654321"""


def scan(number):
    """A page of the contract, not quite straight, a little blurred, with noise."""
    size = (int(8.27 * DPI), int(11.69 * DPI))
    page = Image.new("L", size, 250)
    draw = ImageDraw.Draw(page)
    dots, margin = int(10.5 * DPI / 72), int(0.9 * DPI)
    font = ImageFont.truetype("NotoSerifCJK-Regular.ttc", dots, index=2)
    wide, y = (size[0] - 2 * margin) // dots, margin
    for paragraph in CONTRACT.splitlines():
        for start in range(0, len(paragraph), wide):
            draw.text((margin, y), paragraph[start : start + wide], font=font, fill=40)
            y += int(dots * 1.6)
    page = page.rotate(0.3 * (number % 7 - 3), Image.Resampling.BICUBIC, fillcolor=245)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    noise = numpy.random.default_rng(number).normal(0, 18, (size[1], size[0]))
    return Image.fromarray((numpy.asarray(page) + noise).clip(0, 255).astype("uint8"))


def plain(text):
    # half and full width punctuation look the same on paper
    return re.sub(r"[^\w.-]", "", text)


def main():
    buffer = io.BytesIO()
    first, *rest = (scan(number) for number in range(PAGES))
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=55)
    wanted, times, right = plain(CONTRACT), [], []
    begun = time.perf_counter()
    with ScanReader() as reader:
        reader.start()
        start = time.perf_counter() - begun
        reader.open(buffer.getvalue(), "application/pdf")
        for number in range(PAGES):
            begun = time.perf_counter()
            text = plain(reader.page(number))
            times.append(time.perf_counter() - begun)
            blocks = SequenceMatcher(None, wanted, text, autojunk=False).get_matching_blocks()
            right.append(sum(block.size for block in blocks) / len(wanted))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = used.ru_maxrss // 1024
    print(
        f"{PAGES} scanned A4 pages: models loaded in {start:.1f} s, a page in"
        f" {sorted(times)[PAGES // 2]:.1f} s ({used.ru_utime / PAGES:.1f} s of one core),"
        f" {memory} MB, {min(right):.1%} of the characters right at the least"
    )
    if min(right) < 0.97 or memory > 1024:
        raise SystemExit("over the target")


main()
