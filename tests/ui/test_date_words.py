from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QLocale

from dilc_desktop.ui.date_words import short_day_words

DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _own_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "this_year", "another_year"),
    [
        ("en_US", "Nov 24", "Nov 24, 2026"),
        ("en_GB", "24 Nov", "24 Nov 2026"),
        ("es_ES", "24 de nov", "24 de nov de 2026"),
        ("ja_JP", "11\u670824\u65e5", "2026\u5e7411\u670824\u65e5"),
        ("lv_LV", "24. nov.", "2026. gada 24. nov."),
        ("ar_EG", "\u0662\u0664 \u0646\u0648\u0641\u0645\u0628\u0631", None),
    ],
)
def test_a_short_day_has_no_weekday_and_no_year_that_is_this_one(
    locale: str, this_year: str, another_year: str | None
) -> None:
    QLocale.setDefault(QLocale(locale))
    assert short_day_words(DAY, date(2026, 12, 31)) == this_year
    if another_year is not None:
        assert short_day_words(DAY, date(2027, 1, 1)) == another_year
