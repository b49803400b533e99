"""The page as PDF, HTML and Markdown: complete, readable by machines that read aloud, and inert whatever stands in it."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from conftest import ROOT
from credplan.core.handout.values import (
    Bar,
    Blanks,
    Checks,
    Entry,
    Facts,
    Handout,
    Mark,
    Plot,
    Point,
    Points,
    Section,
    Source,
    Sources,
    StepBox,
    Steps,
    Table,
    Timeline,
    texts,
)
from credplan.shell.export.html import html
from credplan.shell.export.markdown import markdown
from credplan.shell.export.pages import Paper, page

HOSTILE = "</style><script>alert(1)</script> #eval(1) $x$ *b* _i_ [l](javascript:a) | & <b> `c` @ref \\ \" ' // --- ~"


def sample(word: str = "Zoë", url: str = "https://example.org/a?b=1&c=2") -> Handout:
    """A page with every kind of block; ``word`` stands in every text that comes from outside."""
    step = StepBox(1, f"Course {word}", f"School {word}", "1 Jan 2027", "5 h", "USD 1.00", "Why.", (word,), "Ask", url)
    bar = Bar(f"1. {word}", 0, 600, 1000)
    drawing = Timeline(
        (bar, bar), (Mark("Jan 2027", 0), Mark("Feb 2027", 900)), (0, 500), Mark("by 1 Feb", 900), word, "L"
    )
    blocks = {
        "next": (Checks((word, "two", "three", "four", "five")),),
        "situation": (Facts((Entry("Held", word, (word,)),)),),
        "door-1": (Facts((Entry("By law", word),)),),
        "steps": (Steps((step,)),),
        "timeline": (drawing,),
        "due": (Table(("Date", "What", "USD"), (("1 Jan 2027", word, "1.00"),), 1, (2,)),),
        "slips": (Points((word,)),),
        "confirm": (Checks(tuple(f"{word} {n}" for n in range(5))),),
        "questions": (Checks((word,)), Blanks(("", ""))),
        "trade-offs": (
            Table(("Plan", "Cost", "What"), (("1", "USD 1.00", word), ("2", "USD 9.00", word)), 2, (1,)),
            Plot(
                (Point("1", 1000, 0), Point("2", 400, 300), Point("3", 0, 1000)),
                (Mark("1 Jan 2027", 0), Mark("1 Feb 2027", 1000)),
                (Mark("USD 1.00", 0), Mark("USD 9.00", 1000)),
                word,
                "Left is sooner.",
            ),
        ),
        "sources": (Sources((Source(word, url, "of 1 Jan 2026"),)),),
        "signatures": (Blanks(("Learner", "Counselor"), date="Date"),),
    }
    sections = tuple(Section(key, f"Title {key}", held, "A note.") for key, held in blocks.items())
    glance = (Entry("First", word, (word,)), Entry("Done by", "1 Feb 2027"))
    return Handout(f"Plan: {word}", f"For {word}.", glance, sections, f"Made by: {word}", "2026-11-24")


# ---- PDF ----------------------------------------------------------------------------------------------------------


def printed(handout: Handout, **form: Any) -> Any:
    pytest.importorskip("typst", reason="the typst package has no wheel for this machine")
    from credplan.shell.export.pdf import pdf

    return pdf(handout, **{"paper": "a4", **form})


def reader(content: bytes) -> Any:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (pip install -e '.[dev]' brings it)")
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in reader(content).pages).split())


def tags(content: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Every element of the structure tree in reading order: its kind and itself."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), node))
            if "/K" in node:
                walk(node["/K"])

    walk(reader(content).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_pdf_is_tagged_for_people_who_do_not_see_it() -> None:
    content = printed(sample()).content
    root = reader(content).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader(content).metadata.title == "Plan: Zoë"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    kinds = [kind for kind, _ in tags(content)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(sample().sections)
    assert {"/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/Figure"} <= set(kinds)
    figures = [element for kind, element in tags(content) if kind == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["Zoë", "Zoë"]


def test_the_pdf_holds_texts_in_the_order_of_the_page() -> None:
    said = words(printed(sample(), large=True).content)
    places = [said.index(title) for title in ("Plan: Zoë", *(s.title for s in sample().sections))]
    assert places == sorted(places)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_the_paper_is_what_was_asked_for(paper: str, size: tuple[int, int]) -> None:
    box = reader(printed(sample(), paper=paper).content).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_short_page_is_one_sheet_and_large_print_takes_what_it_needs() -> None:
    short = tuple(s for s in sample().sections if s.key != "trade-offs")
    assert printed(msgspec.structs.replace(sample(), sections=short)).pages == 1
    large = printed(sample(), large=True)
    assert large.pages == len(reader(large.content).pages) > 1


def test_a_word_longer_than_the_paper_stays_on_it() -> None:
    content = printed(sample("W" * 200)).content
    for sheet in reader(content).pages:
        right = float(sheet.mediabox.right)
        places: list[float] = []
        sheet.extract_text(
            visitor_text=lambda text, cm, tm, font, size, places=places: (
                places.append(tm[4] * cm[0] + cm[4]) if text.strip() else None
            )
        )
        assert max(places) < right
    assert words(content).replace("\u200b", "").replace(" ", "").count("W" * 200) > 5


def colors(content: bytes) -> set[bytes]:
    streams = b"".join(p.get_contents().get_data() for p in reader(content).pages)
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:sc|scn|rg|RG|SC|SCN)\b", streams)
    return {b" ".join(rgb) for rgb in found if len(set(rgb)) > 1}


def test_in_large_print_a_table_with_sentences_is_told_row_by_row() -> None:
    sentence = "A budget of USD 5,095.00 and time until the first day of September"
    table = Table(
        ("Change", "Then it costs", "Done", "Steps"), ((sentence, "USD 5,095.00", "1 Sep 2027", sentence),), 3
    )
    told = msgspec.structs.replace(sample(), sections=(Section("changes", "The least change", (table,)),))
    (sheet,) = reader(printed(told, large=True).content).pages
    said = " ".join(sheet.extract_text().split())
    assert said.index("Then it costs: USD 5,095.00") < said.index("Done: 1 Sep 2027") < said.index("Steps: A budget")


def test_grayscale_has_no_colour_at_all() -> None:
    assert colors(printed(sample()).content)
    assert not colors(printed(sample(), grayscale=True).content)


def test_the_same_page_is_the_same_bytes() -> None:
    assert printed(sample()).content == printed(sample()).content


def test_the_template_fetches_and_reads_nothing() -> None:
    text = (ROOT / "src" / "credplan" / "shell" / "export" / "plan.typ").read_text(encoding="utf-8")
    assert not re.search(
        r"@preview|@local|#?\b(import|include|read|image|csv|yaml|toml|xml|plugin|eval)\b\s*[(\"]", text
    )


def test_what_stands_in_the_data_is_shown_and_never_run() -> None:
    said = words(printed(sample(HOSTILE)).content)
    assert "#eval(1) $x$ *b* _i_" in said
    assert "</style><script>alert(1)</script>" in said
    assert b"/JavaScript" not in printed(sample(HOSTILE)).content


@pytest.mark.parametrize("word", ["Зоя Петрова", "Αθηνά", "Nguyễn Đức", "Łódź", "Ömer Şahin"])
def test_names_in_scripts_of_the_fonts_that_come_along(word: str) -> None:
    made = printed(sample(word))
    assert made.missing == ()
    assert word in words(made.content)


def test_a_script_without_a_font_is_named_and_never_drawn_as_boxes() -> None:
    # The last private-use characters have no font anywhere.
    made = printed(sample("Ana \U0010fff0\U0010fff1 B"))
    assert made.missing == (
        ("symbol", "Noto Sans Symbols and Noto Emoji (packages fonts-noto-core, fonts-noto-color-emoji)"),
    )
    assert "Ana [symbol] B" in words(made.content)


@pytest.mark.parametrize(
    ("text", "lost", "shown"),
    [
        ("張偉 Zhang", "張偉", "[Chinese or Japanese] Zhang"),
        ("สวัสดี ครับ!", "สวดครบ", "[Thai]!"),
        ("한국 / ሰላም", "한국ሰላም", "[Korean] / [Ethiopic]"),
        ("plain", "x", "plain"),
    ],
)
def test_a_stretch_without_a_font_is_called_by_its_script(text: str, lost: str, shown: str) -> None:
    from credplan.shell.export.pdf import _shown

    assert _shown({"a": [text]}, set(lost)) == {"a": [shown]}


def test_the_remark_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from credplan.shell.export import pdf as module

    made = module.Printed(b"%PDF", 1, (("Thai", "Noto Sans Thai (package fonts-noto-core)"),))
    monkeypatch.setattr(module, "pdf", lambda *a, **k: made)
    content, remarks = page(sample(), "pdf", Paper("a4"))
    assert content == b"%PDF"
    assert "No font here shows Thai characters" in remarks[0]
    assert "install Noto Sans Thai" in remarks[0]


# ---- HTML ---------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """Every element of a page with its attributes, and all text outside the style sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside: list[str] = []
        self.feed(text)
        self.close()
        assert not self.inside, f"left open: {self.inside}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "input"):
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.inside:
            self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_html_page_holds_every_text() -> None:
    said = " ".join("".join(Elements(html(sample())).words).split())
    for text in texts(sample()):
        if (
            text not in ("2026-11-24", "en", "next", "by 1 Feb", "Counselor, phone:")
            and not text.startswith("https")
            and "door" not in text
        ):
            assert text in said or text in {s.key for s in sample().sections}, text


def test_the_html_page_runs_and_loads_nothing() -> None:
    found = Elements(html(sample(HOSTILE)))
    assert {"script", "iframe", "img", "object", "embed", "form", "base"}.isdisjoint(name for name, _ in found.found)
    for _, attributes in found.found:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")]
    assert [a["href"] for a in found.named("link")] == ["data:,"]
    assert "</style><script>alert(1)</script>" in "".join(found.words)


def test_the_content_policy_admits_the_pages_own_style_alone() -> None:
    text = html(sample())
    (policy,) = [m["content"] for m in Elements(text).named("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_html_page_can_be_heard() -> None:
    found = Elements(html(sample()))
    assert found.named("html") == [{"lang": "en"}]
    assert [name for name, _ in found.found if name in ("h1", "h2", "h3")][:2] == ["h1", "h2"]
    idents = [a["id"] for _, a in found.found if "id" in a]
    assert len(idents) == len(set(idents))
    for _, attributes in found.found:
        assert attributes.get("aria-labelledby", idents[0]) in idents
    assert {h["scope"] for h in found.named("th")} == {"col", "row"}
    assert [s["aria-label"] for s in found.named("svg") if s.get("role") == "img"] == ["Zoë", "Zoë"]


STYLE = html(sample()).partition("<style>")[2].partition("</style>")[0]


def contrast(one: str, other: str) -> int:
    """Contrast of two colours in hundredths (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return int((lighter + 0.05) / (darker + 0.05) * 100)


def test_letters_stand_out_in_light_dark_and_print() -> None:
    sheets = re.findall(r":root \{(.*?)\}", STYLE)
    assert len(sheets) == 3
    for sheet in sheets:
        colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", sheet))
        for letters in ("ink", "quiet", "accent"):
            for ground in ("paper", "tint"):
                assert contrast(colors[letters], colors[ground]) >= 450, (letters, ground)


# ---- Markdown -----------------------------------------------------------------------------------------------------


def test_markdown_holds_the_page_and_quotes_what_is_special() -> None:
    text = markdown(sample())
    assert text.startswith("# Plan: Zoë\n\nFor Zoë.\n\n- **First:** Zoë (Zoë)\n")
    assert "- [ ] **1. Course Zoë** (School Zoë)\n" in text
    assert "| Date | What | USD |\n|---|---|---:|\n| 1 Jan 2027 | Zoë | 1.00 |\n" in text
    assert "<https://example.org/a?b=1&c=2>" in text
    hostile = markdown(sample(HOSTILE))
    assert "\\<script\\>alert(1)\\</script\\>" in hostile
    assert not re.search(r"(?<!\\)<(?!https://example)", hostile)


@pytest.mark.parametrize(
    ("text", "line"),
    [("1. one", "- 1\\. one"), ("- a", "- \\- a"), ("+ b", "- \\+ b"), ("# c", "- \\# c"), ("3.50", "- 3.50")],
)
def test_a_text_never_begins_a_list_or_heading(text: str, line: str) -> None:
    told = msgspec.structs.replace(sample(), sections=(Section("slips", "T", (Points((text,)),)),))
    assert line in markdown(told).splitlines()
