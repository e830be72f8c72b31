"""What is wider than its place: as this browser draws it, and as another browser or another font might.

A control's natural width is the browser's own affair: the words on a file field's button, the parts of a date, the
arrow of a list. Measuring only what the installed browser draws would let the next release of it turn a sound page
into a failing one, so a page is also measured with faces far wider than any browser gives its controls, and with
letters and words as far apart as WCAG 2.2 (1.4.12, text spacing) lets a reader set them, which is further than fonts
differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Run in the page: `measured(look)` calls `look(face)` for each face and puts everything back before anything else
# runs in the page. A sheet adopted by the document is not subject to the content security policy.
_FACES: Final = """
const LONG = "Nəqliyyatvasitələrininidarəedilməsi".repeat(8);
const FACES = {
    "as the browser draws it": "",
    "with wide controls": `
        input, select, textarea, progress, meter { font-size: 40px !important; letter-spacing: 0.3em !important; }
        ::file-selector-button { padding-inline: 300px !important; }`,
    "with letters apart": "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }",
};

// As a reader sets it in the browser: whatever is sized by the letters grows with them.
const TWICE = {"with letters twice as large": "html { font-size: 200% !important; }"};

function widened() {
    const undo = [];
    const put = (element, name, value) => {
        const before = element.getAttribute(name);
        element.setAttribute(name, value);
        undo.push(() => before === null ? element.removeAttribute(name) : element.setAttribute(name, before));
    };
    for (const field of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio])"))
        put(field, "size", 200);
    for (const field of document.querySelectorAll("textarea")) put(field, "cols", 400);
    for (const list of document.querySelectorAll("select")) {
        const option = new Option(LONG, "");
        list.append(option);
        undo.push(() => option.remove());
    }
    return () => undo.reverse().forEach(one => one());
}

function measured(look, twice = false) {
    const found = [];
    for (const [face, style] of Object.entries(twice ? {...FACES, ...TWICE} : FACES)) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        const back = face === "with wide controls" ? widened() : () => {};
        found.push(...look(face));
        back();
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet);
    }
    return found;
}

// What scrolls inside its own box does not widen what is around it.
function scrolls(element, place) {
    for (let box = element.parentElement; box && box !== place; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
}

function sticksOut(place, left, right) {
    return [...place.querySelectorAll("*")].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > right + 1 || box.left < left - 1) && !scrolls(element, place);
    }).map(element => element.cloneNode(false).outerHTML.slice(0, 160));
}
"""


def wider_than_the_window(page: Page, *, twice: bool = False) -> list[str]:
    """What makes the page scroll sideways, by face; empty when nothing does. The page is left as it was.

    With `twice`, the letters are made twice as large besides.
    """
    page.wait_for_load_state()
    found: list[str] = page.evaluate(
        f"""() => {{
            {_FACES}
            const root = document.documentElement;
            return measured(face => root.scrollWidth <= root.clientWidth + 1 ? [] : [
                `${{face}}: ${{root.scrollWidth}} px on ${{root.clientWidth}}`,
                ...sticksOut(document.body, -Infinity, root.clientWidth).slice(0, 5),
            ], {str(twice).lower()});
        }}"""
    )
    return found


def wider_than_their_columns(page: Page, columns: str) -> list[str]:
    """Which elements under ``columns`` (a selector) do not hold what is in them, as ``face: the column's title``."""
    found: list[str] = page.evaluate(
        f"""columns => {{
            {_FACES}
            return measured(face => [...document.querySelectorAll(columns)].filter(column => {{
                const box = column.getBoundingClientRect();
                return column.scrollWidth > column.clientWidth || sticksOut(column, box.left, box.right).length;
            }}).map(column => `${{face}}: ${{column.title}}`));
        }}""",
        columns,
    )
    return found
