from dataclasses import FrozenInstanceError, asdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from platformdirs import user_data_path

from api.bootstrap import open_index
from api.filters import read_filters
from api.settings import Settings, read_settings
from api.variables import settings_of
from index.errors import BadFile, BadInput

KEYS = ("openai_api_key", "anthropic_api_key")
WRITTEN = [one.name for one in settings_of(Settings) if one.type is str]


@pytest.mark.parametrize("name", WRITTEN)
def test_each_setting_is_read_from_the_variable_of_its_name(name: str) -> None:
    settings = read_settings({f"GROUNDWIRE_{name.upper()}": "something"})
    assert getattr(settings, name) == "something"


def test_folders_and_files_are_read_as_paths() -> None:
    settings = read_settings({"GROUNDWIRE_HOME": "/some/home", "GROUNDWIRE_NAMES": "names.tsv"})
    assert (settings.home, settings.names) == (Path("/some/home"), Path("names.tsv"))


@pytest.mark.parametrize(
    ("written", "required"),
    [("1", True), ("true", True), ("Yes", True), ("0", False), ("off", False)],
)
def test_a_switch_is_read_in_the_usual_words(written: str, required: bool) -> None:
    assert read_settings({"GROUNDWIRE_REQUIRE_KEYS": written}).require_keys is required


def test_other_variables_are_left_alone() -> None:
    settings = read_settings(
        {"HOME": "/root", "TIMEZONE": "Asia/Tokyo", "GROUNDWIRE_NONSENSE": "x"}
    )
    assert settings == Settings()


def test_what_is_given_counts_more_than_the_environment() -> None:
    settings = read_settings(
        {"GROUNDWIRE_HOME": "/one", "GROUNDWIRE_SERVER": "http://a"}, home="/two"
    )
    assert (settings.home, settings.server) == (Path("/two"), "http://a")


@pytest.mark.parametrize("nothing", ["", None])
def test_what_is_given_empty_counts_as_not_given(nothing: str | None) -> None:
    assert read_settings({"GROUNDWIRE_HOME": "/one"}, home=nothing).home == Path("/one")


def test_an_empty_variable_counts_as_unset() -> None:
    empty = {f"GROUNDWIRE_{one.name.upper()}": "" for one in settings_of(Settings)}
    assert read_settings(empty) == Settings()


def test_without_any_setting_the_home_is_the_users_data_folder_and_times_are_utc() -> None:
    settings = read_settings({})
    assert settings.home == user_data_path("groundwire")
    assert (settings.timezone, settings.generator, settings.embedder) == ("UTC", "extractive", "")


@pytest.mark.parametrize("name", KEYS)
def test_a_key_does_not_show_in_what_is_printed_of_the_settings(name: str) -> None:
    settings = read_settings({f"GROUNDWIRE_{name.upper()}": "sk-very-secret"})
    assert getattr(settings, name).reveal() == "sk-very-secret"
    assert "sk-very-secret" not in f"{settings} {settings!r} {asdict(settings)}"


def test_the_deadline_is_a_number_of_seconds() -> None:
    assert read_settings({}).generator_deadline == 30
    assert read_settings({"GROUNDWIRE_GENERATOR_DEADLINE": "7"}).generator_deadline == 7


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf", "0.0", "1e9"])
def test_a_deadline_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(
        BadInput,
        match="GROUNDWIRE_GENERATOR_DEADLINE cannot be used: it must be a number above 0 to 3600",
    ):
        read_settings({"GROUNDWIRE_GENERATOR_DEADLINE": text})


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        ("JOBS_AT_ONCE", "65", "it must be a number from 1 to 64, and is 65"),
        ("JOBS_AT_ONCE", "many", "it must be a whole number from 1 to 64, and is 'many'"),
        ("REQUIRE_KEYS", "perhaps", "it must be true or false or 1 or 0 or yes or no or on or off"),
        ("LOG_FORMAT", "xml", "it must be logfmt or json, and is 'xml'"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_it_can_be(
    name: str, written: str, message: str
) -> None:
    with pytest.raises(BadInput, match=f"^GROUNDWIRE_{name} cannot be used: {message}"):
        read_settings({f"GROUNDWIRE_{name}": written})


def test_settings_know_which_of_them_were_chosen() -> None:
    settings = read_settings({"GROUNDWIRE_GENERATOR": "extractive"}, home="/one", server="")
    assert settings.chosen == {"generator", "home"}


def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable() -> None:
    with pytest.raises(BadInput, match=r"GROUNDWIRE_HOME cannot be used: .* be a Path, and is 5"):
        read_settings({}, home=5)


def test_settings_do_not_change_once_read() -> None:
    settings = read_settings({})
    with pytest.raises(FrozenInstanceError, match="timezone"):
        settings.timezone = "Asia/Tokyo"  # type: ignore[misc]


def test_the_time_zone_is_the_named_one() -> None:
    zone = read_settings({"GROUNDWIRE_TIMEZONE": "Asia/Shanghai"}).zone
    assert datetime(2025, 10, 26, tzinfo=zone).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("name", ["Atlantis/Capital", "../../etc/passwd", "UTC\0"])
def test_an_unknown_time_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(BadInput, match=r"is not a time zone: use a name such as Asia/Shanghai"):
        _ = read_settings({"GROUNDWIRE_TIMEZONE": name}).zone


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"CoreWeave\n", "names.tsv:1: a line needs two names or more, separated by tabs"),
        (b"# other names\n\xff\xfe\n", "names.tsv: cannot be read as a table of names"),
    ],
)
def test_a_table_of_names_that_cannot_be_used_is_refused_by_its_place(
    table: bytes, message: str, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "names.tsv").write_bytes(table)
    with pytest.raises(BadFile, match=message):
        open_index(read_settings({}, home=home, names=str(tmp_path / "names.tsv")))


def test_a_name_from_the_users_table_finds_what_the_articles_call_otherwise(
    tmp_path: Path, home: Path
) -> None:
    (tmp_path / "names.tsv").write_text("Zorbium Corp\tCoreWeave\n", encoding="utf-8")
    with open_index(read_settings({}, home=home, names=str(tmp_path / "names.tsv"))) as index:
        hits = index.search("Zorbium Corp", top_k=1)
    assert [hit.title for hit in hits] == ["Orders Outpace Server Halls at CoreWeave"]


def test_filters_read_dates_in_the_zone_and_take_the_last_day_in() -> None:
    zone = read_settings({"GROUNDWIRE_TIMEZONE": "Asia/Shanghai"}).zone
    filters = read_filters(zone, since="2025-10-20", until="2025-10-26", sources=["Cloud Weekly"])
    assert filters.since == datetime.fromisoformat("2025-10-20T00:00+08:00")
    assert filters.until == datetime.fromisoformat("2025-10-27T00:00+08:00")
    assert (filters.as_of, filters.sources) == (None, ("Cloud Weekly",))


def test_as_of_a_day_ends_just_before_the_next_begins() -> None:
    utc = read_settings({}).zone
    assert read_filters(utc, as_of="2025-10-19").as_of == datetime.fromisoformat(
        "2025-10-19T23:59:59.999999Z"
    )
    assert read_filters(utc, as_of="2025-10-19T18:30").as_of == datetime.fromisoformat(
        "2025-10-19T18:30Z"
    )
