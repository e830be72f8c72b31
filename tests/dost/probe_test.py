import collections, pytest
from dost.common.audiences import audiences
from tests.dost.every_address import *
from tests.dost.address_rules import PRINCIPALS
@pytest.mark.django_db
def test_probe():
    import time
    world=make_world()
    table = collections.defaultdict(dict)
    for who in PRINCIPALS:
        t=time.time()
        reader = world.reader(who)
        for route in sorted(audiences("dost.urls")):
            cell=""
            for method in ("get","post"):
                try:
                    r=reader.ask(method, address_of(route)); cell+={Seen.OPEN:"o",Seen.REFUSED:"x",Seen.NO_SUCH_METHOD:"-"}[seen_of(r)]
                except AssertionError as e: cell+="B"; print(who,method,e)
                except Exception as e: cell+="E"; print(who,method,route,repr(e)[:200])
            table[route][who]=cell
        print(who, time.time()-t)
    out=open("/tmp/probe.txt","w")
    for route,row in table.items():
        groups=collections.defaultdict(list)
        for w,c in row.items(): groups[c].append(w)
        print(route,"|","; ".join(f"{c}: {','.join(w)}" for c,w in groups.items()),file=out)
