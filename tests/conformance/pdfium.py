"""Fills in a form with PDFium, the PDF viewer of Chrome and of Edge, by mouse and keyboard.

PDFium is the library inside them: their windows and menus are not tried here.
"""

import pypdf
import pypdfium2
import pypdfium2.raw as raw

BACKSPACE = 8
RETURN = 13


def widgets(form):
    """The page and the middle of each field, and of each box with what it stands for."""
    found = {}
    for index, page in enumerate(pypdf.PdfReader(form).pages):
        for widget in page.get("/Annots", []):
            widget = widget.get_object()
            if widget["/Subtype"] != "/Widget":
                continue
            looks = widget["/AP"]["/N"].get_object()
            boxes = [] if "/BBox" in looks else [look[1:] for look in looks if look != "/Off"]
            left, bottom, right, top = map(float, widget["/Rect"])
            middle = (left + right) / 2, (bottom + top) / 2
            found[" ".join([full_name(widget), *boxes])] = index, middle
    return found


def full_name(field):
    """The names of a field and of all above it."""
    above = full_name(field["/Parent"].get_object()) if "/Parent" in field else ""
    return ".".join(part for part in [above, field.get("/T")] if part)


def fill(form, filled, texts, boxes):
    """Fills in a form and saves it: texts and boxes by the names of their fields."""
    places = widgets(form)
    document = pypdfium2.PdfDocument(form)
    document.init_forms()
    window = document.formenv
    pages = list(document)

    def press(name):
        index, (x, y) = places[name]
        raw.FORM_OnMouseMove(window, pages[index], 0, x, y)
        raw.FORM_OnLButtonDown(window, pages[index], 0, x, y)
        raw.FORM_OnLButtonUp(window, pages[index], 0, x, y)
        return pages[index]

    for name, text in texts.items():
        page = press(name)
        raw.FORM_SelectAllText(window, page)
        for key in [BACKSPACE, *map(ord, text)]:
            raw.FORM_OnChar(window, page, RETURN if key == ord("\n") else key, 0)
        raw.FORM_ForceToKillFocus(window)
    for name, value in boxes.items():
        press(f"{name} {value}")
        raw.FORM_ForceToKillFocus(window)
    document.save(filled)
