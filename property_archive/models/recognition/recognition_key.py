"""The forms in which names, telephone numbers and identity documents are compared."""

import re
import unicodedata

_COUNTRY = re.compile(r"^(?:00|\+)?86(?=1\d{10}$)")
_ORGANISATION = re.compile(
    r"(?:公司|集团|局|委员会|办公室|中心|医院|学校|银行|厂|店|所|院|社|部|处|协会|支队|大队|政府|法院)$"
    r"|\b(?:LTD|INC|CO|LLC|GMBH)\.?$"
)


def name_key(name):
    """The form in which names are compared: width, case and blanks in Chinese do not count."""
    name = unicodedata.normalize("NFKC", name or "").casefold().strip()
    return (
        re.sub(r"\s+", "", name) if re.search(r"[\u4e00-\u9fff]", name) else " ".join(name.split())
    )


def phone_key(phone):
    """The form in which telephone numbers are compared: the last eleven digits."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone or ""))
    return _COUNTRY.sub("", digits)[-11:]


def document_key(number):
    """The form in which numbers of identity papers are compared."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number or "")).upper()


def is_organisation(name):
    """Whether a name is one of a firm or an authority, and no person's."""
    name = unicodedata.normalize("NFKC", name or "").strip()
    return len(name) > 3 and bool(_ORGANISATION.search(name.upper()))
