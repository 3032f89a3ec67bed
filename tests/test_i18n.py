"""No sentence is left untranslated in Indonesian, and what is shipped is what was translated."""

import pytest

import catalogue
from kppn_tui import i18n
from kppn_tui.domain.errors import BadInput, StoreUnavailable


def test_every_marked_sentence_is_translated_with_its_placeholders() -> None:
    assert catalogue.languages() == ["id"]
    assert catalogue.problems("id", catalogue.extract()) == []


def test_the_shipped_files_are_the_compiled_ones() -> None:
    po = catalogue.po_path("id")
    fresh = {
        po.with_suffix(".mo"): catalogue.compile_mo("id"),
        po: catalogue.dump(catalogue.load("id")),
        catalogue.TEMPLATE: catalogue.dump(catalogue.extract()),
    }
    stale = [path.name for path, content in fresh.items() if path.read_bytes() != content]
    assert stale == [], "run `make locale`"


def test_a_missing_or_damaged_translation_is_found() -> None:
    template = catalogue.PlainCatalog()
    template.add("{who} was first. What you typed is kept.")
    template.add("A sentence that is not there.")
    found = catalogue.problems("id", template)
    assert "not translated: 'A sentence that is not there.'" in found
    assert "not in src any more: 'Nobody is waiting.'" in found
    assert not [problem for problem in found if "{who} was first. What" in problem]


def test_only_a_marked_parameter_is_translated() -> None:
    """A sign-in name may well be a word of the program."""
    assert i18n._("telephone") != "telephone"
    typed = BadInput(i18n.N_("There is no active officer “{login}”."), login="telephone")
    assert "“telephone”" in i18n.explain(typed)
    marked = StoreUnavailable(url="a.db", reason=i18n.N_("it belongs to another program"))
    assert i18n._("it belongs to another program") in i18n.explain(marked)
    assert "another" not in i18n.explain(marked)


def test_the_language_is_switched_at_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", "id")
    assert i18n._("Nobody is waiting.") == "Tidak ada yang menunggu."
    i18n.use("en")
    assert i18n._("Nobody is waiting.") == "Nobody is waiting."
    i18n.use("xx")
    assert i18n.language() == "id"
