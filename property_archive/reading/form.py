"""One form for the text of files and for what somebody searches in them (requirement G3)."""

import re
import unicodedata

#: Radicals that stand in PDF files for the characters they look like: browsers and other
#: programs name the glyph, and fonts draw both with the same one. Unicode's normalisation
#: knows the radicals of the Kangxi dictionary and not these; pairs of Unicode's own
#: EquivalentUnifiedIdeograph. The last pair is one character as it is printed elsewhere.
_RADICALS = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍尐 ⺎兀 ⺏尣 ⺐尢 ⺒巳 "
    "⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 "
    "⺤爫 ⺥爬 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺶羊 "
    "⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺾艹 ⺿艺 ⻀艻 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 "
    "⻌辶 ⻍辷 ⻎辸 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 "
    "⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 "
    "⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟 "
    "戶户"
)
_ONE_FORM = str.maketrans(
    {pair[0]: pair[1] for pair in _RADICALS.split()}
    # marks that nobody sees and nobody types, and what a database does not store
    | dict.fromkeys("\0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
)
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
#: A line of Chinese breaks anywhere, and spaced or justified text is full of gaps.
_GAP = re.compile(rf"(?<=[{_CHINESE}\u3001-\u303f])\s+(?=[{_CHINESE}\u3001-\u303f])")
#: The same in a question, where a gap parts words: between single characters it does not.
_SINGLE_GAP = re.compile(rf"(?<![^\s])([{_CHINESE}])\s+(?=[{_CHINESE}](?:\s|$))")
#: What stands in a PDF for a glyph of which the file does not say what it means.
_NO_GLYPH = re.compile(r"\(cid:\d+\)")


def in_one_form(text):
    """A text as it is compared: no radicals, no full width, no gaps inside Chinese.

    :param str text: as a file or a person writes it
    :rtype: str
    """
    text = _NO_GLYPH.sub("", text or "")
    text = unicodedata.normalize("NFKC", text).translate(_ONE_FORM)
    return _GAP.sub("", text)


def question_words(question):
    """The words of a question in the form of the texts.

    A gap parts words; inside a name that is written 张　伟 it does not.

    :param str question: what somebody typed
    :rtype: list(str)
    """
    question = unicodedata.normalize("NFKC", question or "").translate(_ONE_FORM)
    return _SINGLE_GAP.sub(r"\1", question).split()
