"""The standard is quoted whole, in both languages."""

import pytest

from kppn_tui.domain.errors import NotFound
from kppn_tui.standard import load_standard

PARTS = ["requirements", "procedure_a", "procedure_b", "time", "cost", "product", "complaints"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_parts_and_steps_are_there(language: str) -> None:
    standard = load_standard(language)
    assert [part.key for part in standard.parts] == PARTS
    assert [step.id for step in standard.steps("tatap_muka")] == [f"a.{n}" for n in range(1, 8)]
    for channel in ("hai_cso", "kontak_resmi"):
        assert [step.id for step in standard.steps(channel)] == [f"b.{n}" for n in range(1, 7)]
    assert all(line.text for part in standard.parts for line in part.lines)
    assert [len(standard.step(step).points) for step in ("a.7", "b.6")] == [2, 2]
    assert "[sic]" in standard.step("a.3").text
    assert '"Resolved"' in standard.part("product").lines[0].text


def test_the_complaint_channels_are_verbatim() -> None:
    lines = [line.text for line in load_standard().part("complaints").lines]
    assert len(lines) == 4
    for address in ("wise.kemenkeu.go.id", "pengaduandjpb.kemenkeu.go.id", "hai.kemenkeu.go.id"):
        assert sum(f"https://{address}" in line for line in lines) == 1


def test_an_unknown_part_or_step_is_refused() -> None:
    with pytest.raises(NotFound):
        load_standard().part("price")
    with pytest.raises(NotFound):
        load_standard().step("a.8")
