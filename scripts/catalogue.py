"""The translations: collect the marked sentences of src/, update the .po files, compile the .mo files.

python scripts/catalogue.py            update and compile
python scripts/catalogue.py --check    say what is missing and change nothing (exit code 1 when something is)
"""

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "assets" / "locale"
TEMPLATE = LOCALE / "kppn_tui.pot"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
# Without dates and places, so that a catalogue changes only when a sentence does.
FIELDS = (
    ("Project-Id-Version", "kppn-tui"),
    ("Language", "{language}"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals={plurals}; plural={rule};"),
)


class PlainCatalog(Catalog):
    """A catalogue whose header says only what a reader needs."""

    def __iter__(self) -> Iterator[Message]:
        yield Message("", "".join(f"{line}\n" for line in self.header_lines()))
        yield from (message for message in super().__iter__() if message.id)

    def header_lines(self) -> list[str]:
        """The header, a field a line."""
        values = {"language": str(self.locale or ""), "plurals": self.num_plurals, "rule": self.plural_expr}
        return [f"{name}: {value}".format(**values) for name, value in FIELDS]


def extract(source: Path = ROOT / "src") -> PlainCatalog:
    """All marked sentences under `source`."""
    catalog = PlainCatalog()
    for _file, _line, message, _comments, _context in extract_from_dir(
        source, [("**.py", "python")], keywords=KEYWORDS
    ):
        catalog.add(message)
    return catalog


def po_path(language: str) -> Path:
    """The catalogue that translators edit."""
    return LOCALE / language / "LC_MESSAGES" / "kppn_tui.po"


def languages() -> list[str]:
    """The languages with a catalogue."""
    return sorted(path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/kppn_tui.po"))


def load(language: str) -> PlainCatalog:
    """The catalogue of `language` as it is on disk."""
    stored = read_po(BytesIO(po_path(language).read_bytes()), locale=language)
    catalog = PlainCatalog(locale=language)
    catalog.mime_headers = [("Plural-Forms", f"nplurals={stored.num_plurals}; plural={stored.plural_expr};")]
    for message in stored:
        if message.id:
            catalog[message.id] = message
    return catalog


def dump(catalog: PlainCatalog) -> bytes:
    """The text of a catalogue: sorted, without dates and places."""
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = "".join(f'"{line}\\n"\n' for line in catalog.header_lines())
    title = "# Sentences of kppn-tui; run `make locale` after changing the ones in src/."
    return f'{title}\nmsgid ""\nmsgstr ""\n{header}\n'.encode() + body.getvalue()


def compile_mo(language: str) -> bytes:
    """The compiled catalogue of `language`; the same bytes for the same sentences."""
    body = BytesIO()
    write_mo(body, load(language))
    return body.getvalue()


def problems(language: str, template: Catalog) -> list[str]:
    """What is wrong with the catalogue of `language`, a line each."""
    catalog = load(language)
    wanted_here = [message for message in template if message.id]
    found = [f"not in src any more: {message.id!r}" for message in catalog if message.id and message.id not in template]
    for wanted in wanted_here:
        message = catalog.get(wanted.id)
        if message is None or message.fuzzy or not all(_texts(message.string)):
            found.append(f"not translated: {wanted.id!r}")
            continue
        names = {name for text in _texts(wanted.id) for name in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            if set(PLACEHOLDER.findall(text)) != names:
                found.append(f"other placeholders in {text!r} than in {wanted.id!r}")
    return found


def _texts(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else ()


def update(language: str, template: Catalog) -> None:
    """Bring the catalogue of `language` up to `template` and compile it; translations that are there stay."""
    catalog = load(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = po_path(language)
    path.write_bytes(dump(catalog))
    path.with_suffix(".mo").write_bytes(compile_mo(language))


def main() -> int:
    """Update and compile all catalogues, or with --check only look."""
    parser = argparse.ArgumentParser(description="Collect, update and compile the translations.")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is missing")
    only_check = parser.parse_args().check
    template = extract()
    if not only_check:
        TEMPLATE.write_bytes(dump(template))
    missing = False
    for language in languages():
        if not only_check:
            update(language, template)
        for problem in problems(language, template):
            missing = True
            print(f"{language}: {problem}")
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
