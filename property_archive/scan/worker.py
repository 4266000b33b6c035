"""Reads the text of files, or recognises the words on scanned pages, in a process of its own.

Run as a script by :mod:`..reader`, which says which of the two. What people upload is read
here by libraries of others: where one of them is brought down, hangs or wants all the memory,
this process ends and nothing else. It is given bytes, knows no database, and no connection
leaves it.

Each request is a line of JSON, and so is each answer: ``{"size", "name", "mimetype"}``,
followed by so many bytes, is answered by ``{"pages"}``; ``{"page"}`` by ``{"text"}``; and
either by ``{"error"}`` where the file cannot be read.
"""

import importlib.util
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

#: What is enough to read small print: dots per inch, and dots on the longer side of a page.
_DPI = 150
_SIDE = 2340
#: Dots on the longer side where lines are looked for; they are read at full size.
_LOOK_SIDE = 1280
#: Dots of a picture: A3 at 600 dpi has 70 million. More is taken for a bomb.
_DOTS = 120_000_000
_MEMORY = 3 << 30
_FORMATS = ("JPEG", "PNG", "TIFF")


def _no_network(event, _args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise PermissionError("who reads files asks nobody")


def _bound():
    """Less than others get of the processor, and so much memory: a bomb ends here."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 (not on every system)

        os.nice(10)
        for limit, value in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_CPU, resource.RLIM_INFINITY),  # who called has a limit per page
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(limit)[1]
            if hard != resource.RLIM_INFINITY:
                value = hard if value == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (value, hard))
    sys.addaudithook(_no_network)


def _engine():
    import cv2  # noqa: PLC0415
    import rapidocr  # noqa: PLC0415

    cv2.setNumThreads(1)
    # by their paths: a model that is only named is looked for in the network where it is missing
    models = Path(rapidocr.__file__).parent / "models"
    parts = {"Det": "*_det_*.onnx", "Cls": "*_cls_*.onnx", "Rec": "*_rec_*.onnx"}
    paths = {f"{part}.model_path": str(next(models.glob(name))) for part, name in parts.items()}
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.limit_type": "max",
            "Det.limit_side_len": _LOOK_SIDE,
            "Rec.rec_batch_num": 1,  # no slower on one core, and a third less memory
            **paths,
        }
    )


class _Pdf:
    def __init__(self, data):
        import pypdfium2  # noqa: PLC0415

        self.document = pypdfium2.PdfDocument(data)
        self.pages = len(self.document)

    def picture(self, number):
        page = self.document[number]
        scale = min(_DPI / 72, _SIDE / max(page.get_size()))
        return page.render(scale=scale).to_numpy()


class _Picture:
    def __init__(self, data):
        from PIL import Image  # noqa: PLC0415

        Image.MAX_IMAGE_PIXELS = None  # looked at below
        self.image = Image.open(io.BytesIO(data), formats=_FORMATS)
        # a photograph of several sizes is one page all the same
        self.pages = self.image.n_frames if self.image.format == "TIFF" else 1

    def picture(self, number):
        import numpy  # noqa: PLC0415
        from PIL import ImageOps  # noqa: PLC0415

        self.image.seek(number)
        width, height = self.image.size
        if width * height > _DOTS:
            raise ValueError(f"a picture of {width} × {height} dots")
        self.image.draft("RGB", (_SIDE, _SIDE))
        image = ImageOps.exif_transpose(self.image).convert("RGB")
        image.thumbnail((_SIDE, _SIDE))
        return numpy.asarray(image)[:, :, ::-1]  # blue first


class _Scans:
    """Pages as pictures, whose words are recognised."""

    def __init__(self):
        self.engine = _engine()

    def open(self, data, request):
        kind = _Pdf if request["mimetype"] == "application/pdf" else _Picture
        self.file = kind(data)
        return self.file.pages

    def page(self, number):
        return "\n".join(self.engine(self.file.picture(number)).txts or ())


class _Texts:
    """Pages whose text is in the file."""

    def __init__(self):
        # by its path: the modules of Odoo's addon beside it are named as those of Python
        folder = Path(__file__).resolve().parents[1] / "reading"
        spec = importlib.util.spec_from_file_location(
            "reading", folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules["reading"] = importlib.util.module_from_spec(spec)
        self.text = importlib.import_module("reading.text")

    def open(self, data, request):
        self.pages = self.text.pages_of(data, request["name"], request["mimetype"])
        return len(self.pages)

    def page(self, number):
        return self.text.page_text(self.pages, number)


def _answers(requests, reader):
    yield {"ready": True}
    while line := requests.readline():
        request = json.loads(line)
        try:
            if "size" in request:
                data = requests.read(request["size"])
                yield {"pages": reader.open(data, request)}
            else:
                yield {"text": reader.page(request["page"])}
        except Exception as error:  # noqa: BLE001 (whatever the libraries raise on what is no file)
            yield {"error": f"{type(error).__name__}: {error}"}


def main():
    """Answer until nobody asks any more."""
    _bound()
    # what a library prints is no answer
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(answer):
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()

    try:
        reader = {"scans": _Scans, "texts": _Texts}[sys.argv[1]]()
        for answer in _answers(sys.stdin.buffer, reader):
            say(answer)
    except Exception as error:  # noqa: BLE001 (a library that is not whole)
        say({"error": f"{type(error).__name__}: {error}"})
        sys.exit(1)


if __name__ == "__main__":
    main()
