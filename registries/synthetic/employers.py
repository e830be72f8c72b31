"""Made-up employers and positions."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from registries.data import read

from . import country
from .identifiers import voen
from .names import Urn, stream

EMPLOYERS = 1_500
COMPANY_WORDS = (
    *("Xəzər", "Abşeron", "Araz", "Kür", "Şirvan", "Muğan", "Turan", "Günəş", "Nur", "Zirvə", "Bahar", "Novruz"),
    *("Qızılgül", "Nar", "Azər", "Avrasiya", "İpək Yolu", "Odlar", "Şəfəq", "Dəniz", "Tərəqqi", "İnam", "Birlik"),
    *("Yüksəliş", "Gilavar", "Savalan", "Qafqaz", "Alov", "Çinar", "Bulaq"),
)
COMPANY_TRADES = (
    *("İnşaat", "Ticarət", "Nəqliyyat", "Aqro", "Logistika", "Servis", "Qida", "Tekstil", "Mebel", "Tibb"),
    *("Təhlükəsizlik", "Turizm", "Enerji", "Texnologiya", "Təmizlik", "Neft Servis"),
)
PUBLIC_BODIES = (
    *("tam orta məktəb", "uşaq bağçası", "mərkəzi xəstəxana", "poliklinika", "musiqi məktəbi", "icra hakimiyyəti"),
    *("bələdiyyəsi", "peşə liseyi", "mədəniyyət evi", "su kanal idarəsi", "yol idarəsi"),
)
POSITIONS = Urn(
    (
        *("müəllim", "satıcı", "sürücü", "fəhlə", "mühafizəçi", "həkim", "tibb bacısı", "mühasib", "mühəndis"),
        *("operator", "xadimə", "aşpaz", "ofisiant", "dərzi", "qaynaqçı", "elektrik", "anbardar", "menecer"),
        *("proqramçı", "tərbiyəçi", "hüquqşünas", "kassir", "mexanik", "aqronom", "katibə"),
    ),
    (14, 12, 9, 12, 7, 4, 6, 6, 7, 6, 7, 4, 4, 2, 3, 4, 3, 5, 2, 5, 2, 4, 3, 2, 3),
)
SETTLING_POSITIONS = ("müəllim", "həkim", "mühəndis", "aqronom", "tibb bacısı", "elektrik")


class Employer(NamedTuple):
    """One employer; `district` is where its main workplace is."""

    voen: str
    name: str
    district: str
    public: bool


@cache
def employers() -> tuple[Employer, ...]:
    """All made-up employers: a third of them public bodies of a district. The same in every population."""
    draw = stream("employers").random
    places = country.districts()
    names = {row["code"]: row["name"] for row in read("districts")}
    made = []
    for number in range(EMPLOYERS):
        district = places.pick(draw())
        public = draw() < 0.35
        if public:
            body = PUBLIC_BODIES[int(draw() * len(PUBLIC_BODIES))]
            name = f"{names[district]} {1 + int(draw() * 90)} saylı {body}"
        else:
            word = COMPANY_WORDS[int(draw() * len(COMPANY_WORDS))]
            trade = COMPANY_TRADES[int(draw() * len(COMPANY_TRADES))]
            name = f"“{word} {trade} {number}” MMC"
        made.append(Employer(voen(number), name, district, public))
    return tuple(made)
