#!/usr/bin/env python3
"""Fills in forms with four PDF readers, imports them and reads every answer in the records.

    fill.py PROGRAM STATE

Prints a form that is empty and one that is prefilled from STATE, fills in both with
pypdf, MuPDF, PDFium and Firefox, saves them in the ways that readers save, and has
PROGRAM import and export them. Every answer must be on the record's pages, as pdftotext
reads them; the readers must come to the same state, byte for byte; and the same form
again must change nothing. Works in the current folder. Exit status: 0 if all is well,
else 1 after all that is wrong.
"""

import logging
import re
import subprocess
import sys
from pathlib import Path

import firefox
import pdfium
import pymupdf
import pypdf
from pypdf.generic import NameObject

PROGRAM, STATE = sys.argv[1:]
DAY = ["--date", "2026-11-23"]
NOTE = "\n".join(
    " ".join(f"gair{line}-{word}" for word in range(10)) for line in range(48)
)
TEXTS = {
    "practice.name": "Meddygfa'r Bont, Tŷ'n-y-groes",
    "practice.practice_manager": "Grażyna Żółć-Świętek",
    "practice.go_live": "15/03/2027",
    "sms-providers.3.organisation": "Cwmni Negeseuon Ŵyr",
    "sms-providers.3.contact": "01632 960501\nask for Siân: #2",
    "patient-apps.1.disconnection_date": "12/03/2027",
    "third-party-extracts.3.organisation": "Kraków (dane) & Co.",
    "third-party-extracts.3.requested.date": "02/11/2026",
    "tell-patients.owner": "Łukasz ap Gwŷn",
    "tell-patients.notes": 'Llythyr wedi\'i ddrafftio.\n\nZmieniamy system: "wkrótce"\n  ŵ ŷ ą ę',
    "check-reports.due": "w/c 3 May",
    "check-reports.notes": NOTE,
    "update_checks.3.date": "20/11/2026",
    "update_checks.3.by": "Siân Prydderch",
    "update_checks.3.found": "27/03/2025",
}
BOXES = {
    "pcse.status": "not_applicable",
    "third-party-extracts.3.can_meet_date": "no",
    "third-party-extracts.3.log_out_needed": "yes",
    "tell-patients.status": "in_progress",
    "check-reports.status": "done",
}
# Firefox and PDFium change a status that was pressed, but do not take it back.
TAKEN_BACK = {"run-updates.status": "Off"}
# What a record says instead.
PRINTED = {
    "15/03/2027": "15 March 2027",
    "12/03/2027": "12 March 2027",
    "02/11/2026": "2 November 2026",
    "20/11/2026": "20 November 2026",
    "27/03/2025": "27 March 2025",
}
EMPTIED = {"pcse.1.service", "pcse.1.contact", "pcse.1.disconnection_date"}
failures = 0
# How pypdf draws a text in a field is not what is checked here.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def fail(what):
    global failures
    failures += 1
    print(f"FAILED: {what}")


def run(*args):
    """Runs the program; gives its standard output and error."""
    command = [PROGRAM, *args, *DAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        fail(f"{' '.join(args)}\n{done.stderr}")
    return done.stdout, done.stderr


def with_pypdf(form, filled, boxes):
    """Fills in with pypdf, which writes the file anew."""
    writer = pypdf.PdfWriter(clone_from=form)
    texts = TEXTS | {name: "" for name in EMPTIED}
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, texts, auto_regenerate=False)
    for name, field in pypdf_fields(writer):
        if name not in boxes:
            continue
        on = NameObject("/" + boxes[name])
        field[NameObject("/V")] = on
        for box in field.get("/Kids", [field]):
            box = box.get_object()
            looks = box["/AP"]["/N"]
            box[NameObject("/AS")] = on if on in looks else NameObject("/Off")
    writer.write(filled)


def pypdf_fields(writer):
    """All fields with their full names."""
    fields = [("", field) for field in writer.root_object["/AcroForm"]["/Fields"]]
    while fields:
        above, field = fields.pop()
        field = field.get_object()
        name = ".".join(part for part in [above, field.get("/T")] if part)
        kids = [kid for kid in field.get("/Kids", []) if "/T" in kid.get_object()]
        fields.extend((name, kid) for kid in kids)
        if not kids:
            yield name, field


def with_mupdf(form, filled, boxes, **how):
    """Fills in with MuPDF, which adds to the file or writes it anew."""
    Path(filled).write_bytes(Path(form).read_bytes())
    document = pymupdf.open(filled)
    for page in document:
        for widget in page.widgets():
            name = widget.field_name
            if name in EMPTIED:
                # MuPDF's binding takes an empty text for none.
                document.xref_set_key(widget.xref, "V", "()")
                continue
            if name in TEXTS:
                widget.field_value = TEXTS[name]
            elif name in boxes:
                state = widget.on_state()
                if boxes[name] == "Off":
                    widget.field_value = False
                elif state == boxes[name]:
                    widget.field_value = state
                else:
                    continue
            else:
                continue
            widget.update()
    if how:
        saved = document.tobytes(**how)
        document.close()
        Path(filled).write_bytes(saved)
    else:
        document.saveIncr()
        document.close()


def with_mupdf_anew(form, filled, boxes):
    """Fills in with MuPDF, and has it write the file anew and small."""
    with_mupdf(form, filled, boxes, garbage=4, deflate=True, use_objstms=1)


def with_pdfium(form, filled, boxes):
    """Fills in with PDFium, which writes the file anew."""
    pdfium.fill(form, filled, TEXTS | {name: "" for name in EMPTIED}, boxes)


def with_firefox(form, filled, boxes):
    """Fills in with Firefox, which adds to the file."""
    firefox.fill(form, filled, TEXTS | {name: "" for name in EMPTIED}, boxes)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def check_record(name, state):
    """Reads every answer on the pages of the record."""
    record = f"{name}-record.pdf"
    run("export", state, "-o", record, "--overwrite")
    text = subprocess.run(
        ["pdftotext", "-raw", record, "-"], capture_output=True, text=True, check=True
    ).stdout
    page, words = squeezed(text), set(text.split())
    for field, value in TEXTS.items():
        if field.endswith(".notes"):
            # A note may go on over the page.
            lost = [word for word in value.split() if word not in words]
            if lost:
                fail(f"{name}: {field}: {len(lost)} words are lost, such as {lost[0]}")
        elif squeezed(PRINTED.get(value, value)) not in page:
            fail(f"{name}: {field} is not on the record's pages: {value!r}")
    if "GPLinks" in page:
        fail(f"{name}: what was emptied is still there")
    if run("import", record, "-o", "-")[0] != Path(state).read_text():
        fail(f"{name}: the record holds another state")


def said(state):
    """What a state says: a row that is put into an empty one's place says the same as one
    below it, so lines without a value do not count, nor comments."""
    lines = [re.sub(r"  # [^\"']*$", "", line) for line in Path(state).read_text().splitlines()]
    empty = re.compile(r" {4,}(- )?[\w-]+:\s*|\s*(#.*)?")
    return [line.strip().removeprefix("- ") for line in lines if not empty.fullmatch(line)]


def check(form, state, boxes, *ways):
    """Fills in a form in every way and compares what comes of it."""
    results = {}
    for fill in ways:
        name = f"{Path(form).stem}-{fill.__name__.replace('_', '-')}"
        try:
            fill(form, f"{name}.pdf", boxes)
        except firefox.FirefoxError as fault:
            fail(f"{name}: Firefox: {fault}")
            continue
        run("import", f"{name}.pdf", "-o", f"{name}.yaml", "--overwrite")
        results[name] = Path(f"{name}.yaml").read_bytes()
        check_record(name, f"{name}.yaml")
        Path(f"{name}-merged.yaml").write_bytes(Path(state).read_bytes())
        for told in (f"{name}-merged.yaml\n", ""):
            out, _ = run("import", f"{name}.pdf", "--into", f"{name}-merged.yaml")
            if out != told:
                fail(f"{name}: --into tells {out!r}, not {told!r}")
        merged, alone = said(f"{name}-merged.yaml"), said(f"{name}.yaml")
        if merged != alone:
            fail(f"{name}: --into comes to another state: {set(merged) ^ set(alone)}")
    if len(set(results.values())) != 1:
        fail(f"{form}: the readers come to different states: {', '.join(results)}")


run("print", "--fillable", "-o", "empty.pdf", "--overwrite")
run("print", "--fillable", "--state", STATE, "-o", "prefilled.pdf", "--overwrite")
run("start", "-o", "started.yaml", "--overwrite")
readers = [with_pypdf, with_mupdf, with_mupdf_anew]
viewers = [with_pdfium, with_firefox]
check("empty.pdf", "started.yaml", BOXES, *readers, *viewers)
check("prefilled.pdf", STATE, BOXES, *readers, *viewers)
check("prefilled.pdf", STATE, BOXES | TAKEN_BACK, *readers)
if failures:
    sys.exit(f"{failures} failures with forms that were filled in")
print("all answers of forms that were filled in are in their records")
