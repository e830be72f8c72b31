import collections, pytest
from tests.dost.test_every_address import *
@pytest.mark.django_db
def test_probe(world):
    table = collections.defaultdict(dict)
    for who in PRINCIPALS:
        reader = world.sign_in(who)
        for route in sorted(audiences("dost.urls")):
            cell=[]
            for method in ("get","post"):
                reader.ensure()
                try: cell.append(reader.ask(method, address_of(route)))
                except Exception as e: cell.append("ERR %r"%e)
            table[route][who]=cell
    def word(r):
        if isinstance(r,str): return r
        return {Seen.OPEN:"o",Seen.REFUSED:"x",Seen.NO_SUCH_METHOD:"-",Seen.BROKEN:"B"}[r]
    out=open("/tmp/probe.txt","w")
    for route,row in table.items():
        opens_get=[w for w,c in row.items() if word(c[0])=="o"]
        opens_post=[w for w,c in row.items() if word(c[1])=="o"]
        codes="".join(f" {w}:{word(c[0])}{word(c[1])}" for w,c in row.items())
        print(route,"|",codes,file=out)
