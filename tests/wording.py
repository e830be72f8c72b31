"""The words that are not to be used, what is said instead, and all the texts in which they are looked for.

One thing has one name; `docs/glossary.md` has the list of terms, this file what must not come back. A new line is added
to `FORBIDDEN` with an example that it catches. Everyday words by which people search (`words:` of a service) are theirs
and not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel.messages.pofile import read_po

from dost.ops.embedded import PROJECT_ROOT
from registries.facts import catalogue as facts
from registries.facts.award_kinds import AWARD_KINDS
from services_catalog import plain_yaml
from services_catalog.files import CATALOGUE
from services_catalog.rules import words as rule_words

PO_FOLDERS: Final = ("locale", "registries/bridge/simulator/locale")
LANGUAGES: Final = ("az", "ru")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A pattern (of small letters), what is said instead, and a text that it catches."""

    language: str
    pattern: str
    instead: str
    example: str

    def stands_in(self, text: str) -> bool:
        return re.search(self.pattern, folded(without_official(self.language, text))) is not None


_MONTHS: Final = "yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr"

FORBIDDEN: Final = tuple(
    Forbidden(*row)
    for row in (
        # -- one thing, one name
        ("az", r"\bvaris", "vərəsə", "Varislərə ödənilir"),
        ("az", r"\bəlil(?!li[kyğ])", "əlilliyi olan şəxs", "müharibə əlilləri"),
        ("az", r"\bəlilliyi olanlar", "əlilliyi olan şəxslər", "Əlilliyi olanlara təqaüd"),
        ("az", r"\binvalid", "əlilliyi olan şəxs", "invalidlik"),
        ("az", r"\bmotorlu araba", "motorlu əlil arabası", "motorlu araba verilib"),
        ("az", r"\bməşğulluq orqan", "məşğulluq agentliyi", "Məşğulluq orqanında qeydiyyat"),
        ("az", r"\b(?:məvacib|maaş)", "əməkhaqqı", "orta aylıq məvacibin yarısı"),
        ("az", r"\bsığortalı(?:lar|nın|ya)", "sığortaolunan", "Sığortalılar"),
        ("az", r"\bbaxım\b", "qulluq", "Yaşamağa yer və ya baxım"),
        ("az", r"\bkoordinasiya mərkəz", "əlaqələndirmə mərkəzi", "Vahid Koordinasiya Mərkəzi"),
        ("az", r"\bali ekspert", "yuxarı ekspert komissiyası", "ali ekspert komissiyası"),
        ("az", r"\bişarə dil", "jest dili", "işarə dilində məlumat"),
        ("az", r"\bmobil dost", "Səyyar DOST", "Mobil DOST"),
        ("az", r"\bversiya", "redaksiya", "Xidmətin versiyası"),
        ("az", r"\bsessiya", "seans", "Sessiyalar bağlanıb"),
        ("az", r"\bsüzgəc", "filtr", "Bu süzgəclərə uyğun"),
        ("az", r"\badı(?:m|nız)\w* çıxış", "adından hərəkət etmək", "Sizin adınızdan çıxış edən"),
        ("az", r"\bo biri valideyn", "digər valideyn", "Uşağın o biri valideyni"),
        ("az", r"\bşərt\w* yerinə yetiril|^(?:artıq )?yerinə yetirilmir", "uyğundur", "Şərtlər yerinə yetirilir"),
        ("az", r"“yox”", "xeyr", "“yox” cavabınız qeydə alındı"),
        ("az", r"^pəncərədə|\bpəncərə qarşısında", "qəbulda", "Şəxs pəncərə qarşısındadır"),
        ("ru", r"\bдост\b", "DOST", "центры ДОСТ"),
        ("ru", r"\bинвалид(?!н)", "лицо с инвалидностью", "Инвалиды войны"),
        ("ru", r"\bгрупп\w* инвалидности", "степень инвалидности", "Группа инвалидности"),
        ("ru", r"\bзамещающ\w+ сем", "приёмная семья", "Замещающие семьи"),
        ("ru", r"\bслужб\w+ занятости", "агентство занятости", "в службе занятости"),
        ("ru", r"\b(?:фин|пин)\b", "FİN", "Введите ФИН"),
        ("ru", r"\bо наследстве", "свидетельство о праве на наследство", "свидетельство о наследстве"),
        ("ru", r"родительского попечения", "без попечения родителей", "без родительского попечения"),
        ("ru", r"\bлиц[оау], за которым", "человек, за которым ухаживают", "Лицо, за которым ухаживают, живо"),
        (
            "ru",
            r"зарегистрирован\S* (?:как )?безработн",
            "состоит на учёте как безработный",
            "Зарегистрирован безработным",
        ),
        ("ru", r"специальн\w+ педагог", "дефектолог", "логопед и специальный педагог"),
        ("ru", r"\bтрудов\w+ инспекц", "инспекция труда", "пожалуйтесь в трудовую инспекцию"),
        ("ru", r"\bмобильн\w+ dost", "выездная служба DOST", "Мобильный DOST"),
        ("ru", r"\bверси[яиюей]", "редакция", "Версия услуги"),
        ("ru", r"\bу окна\b", "на приёме", "Человек у окна"),
        # -- grammar and calques
        ("az", r"\bayda bir\b", "hər ay", "ayda bir ödənilir"),
        ("az", r"\bbir dəfəyə\b", "birdəfəlik", "bir dəfəyə ödənilir"),
        ("az", r"\bşərt\w* ödənilm", "şərtlərə cavab vermir", "şərtlər ödənilmir"),
        ("az", r"\bödən(?:mir|mə[ly]|irsə|əndə)", "uyğun olmaq", "Birincisi ödənirsə"),
        ("az", r"zorakılıq gör", "zorakılığa məruz qalmaq", "Evdə zorakılıq görürsünüzsə"),
        ("az", r"\bradəsin", "saat …-dək", "saat 14:00 radəsinədək"),
        ("az", rf"(?:{_MONTHS}) \d{{4}}(?![-\u2011]c)", "1 iyul 2025-ci il", "1 iyul 2025 tarixindən"),
        ("az", r"%\(\w+\)s-(?!dək|dən çox)", "no ending that must fit the last sound", "saat %(at)s-da çıxırsınız"),
        ("az", r"\d%(?!\()", "81–100 %", "81–100% əlillik"),
        ("ru", r"\d%(?!\()", "81–100 %", "инвалидность 81–100%"),
        ("ru", "—", "–", "выплачивается — прежнее"),
        ("ru", r"тайное место", "место, адрес которого не раскрывается", "безопасное тайное место"),
        ("ru", r"не более \d+$", "не более 20 процентов", "на каждого иждивенца, не более 20"),
    )
)

OFFICIAL: Final[Mapping[str, Mapping[str, str]]] = {
    "az": {
        "əlil arabası": "what the law on persons with disabilities calls a wheelchair",
        "Şəhid ailəsi üzvlərinə və müharibə əlillərinə pensiyaya əlavə": "name in the ministry's list, 05-11",
        "Şəhid ailələrinin, müharibə və Çernobıl əlillərinin uşaqlarına müavinət": "name in the ministry's list, 05-38",
        "Birinci Qarabağ müharibəsi əlillərinə birdəfəlik ödəmə": "name in the ministry's list, 05-53",
        "Şəhid ailələrinin və müharibə əlillərinin mənzillə təminat növbəsinə alınması": "the same, 09-09",
    },
    "ru": {},
}
"""What may stand as it is, and why."""

_CAPITALS: Final = str.maketrans({"İ": "i", "I": "ı"})
_QUESTION_WORDS: Final = re.compile(
    r"m[ıiuü](?:\b|dır|dir|dur|dür)"
    r"|\b(?:nə|nəyi|nəyə|nəyin|nədə|nədir|nədən|kim|kimdir|kimsiniz|kimin|kimindir|kimə|kimlər|hansı|hansılar|harada|hara|haradan|necə|necədir|neçə|niyə|yoxsa)\b"
)


def folded(text: str) -> str:
    """Small letters, with Azerbaijani's two letters i kept apart."""
    return text.translate(_CAPITALS).lower()


def without_official(language: str, text: str) -> str:
    """The text without what may stand as it is; at the beginning of a sentence it may begin with a capital."""
    for name in OFFICIAL[language]:
        text = text.replace(name, "").replace(name[:1].upper() + name[1:], "")
    return text


def forbidden_in(language: str, text: str) -> list[str]:
    """What is said instead of each forbidden word of a text."""
    return [one.instead for one in FORBIDDEN if one.language == language and one.stands_in(text)]


def asks_without_asking(text: str) -> bool:
    """Whether an Azerbaijani text ends a sentence with a question mark that nothing in it asks."""
    return any(_QUESTION_WORDS.search(folded(asked)) is None for asked in re.findall(r"[^.!?:;]+(?=\?)", text))


# -- the texts -------------------------------------------------------------------------------------------------------


def catalogue_texts() -> Iterator[tuple[str, str, str]]:
    """Each text of the catalogue's files: where it stands, its language, and the text."""
    for path in sorted(CATALOGUE.rglob("*.yaml")):
        yield from _texts_in(plain_yaml.read(path.read_bytes()), str(path.relative_to(CATALOGUE)))


def _texts_in(value: Any, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in LANGUAGES and isinstance(item, str):
                yield where, key, item
            elif key != "words":
                yield from _texts_in(item, f"{where} {key}")
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item, where)


def fact_texts() -> Iterator[tuple[str, str, str]]:
    """Each label of a fact, a code, a basis, a kind of award, and the words that rules are read back with."""
    named: list[tuple[str, Mapping[str, Any]]] = [(name, kind.labels) for name, kind in AWARD_KINDS.items()]
    named += [(name, labels) for name, labels in rule_words.PHRASES.items()]
    named += [(name, labels) for name, labels in rule_words.ROLES.items()]
    for basis in facts.bases.values():
        named.append((basis.name, basis.labels))
    for fact in (*facts.facts.values(), *(field for basis in facts.bases.values() for field in basis.fields.values())):
        named.append((fact.name, fact.labels))
        named += [(f"{fact.name} {code}", labels) for code, labels in fact.codes.items()]
    for name, labels in named:
        for language in LANGUAGES:
            yield name, language, labels[language]


def page_texts() -> Iterator[tuple[str, str, str]]:
    """Each translation of the pages and of the simulator, by what is translated."""
    for folder in PO_FOLDERS:
        for language in LANGUAGES:
            path = PROJECT_ROOT / folder / language / "LC_MESSAGES" / "django.po"
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id:
                        for text in [message.string] if isinstance(message.string, str) else message.string or ():
                            yield str(message.id), language, text
