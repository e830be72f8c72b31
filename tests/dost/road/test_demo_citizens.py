from datetime import date
import pytest
from django.db import transaction
from django.utils import timezone
from dost.cases.models import Case
from dost.ops.demo_citizens import tell
from registries.data.reference import load_reference
from registries.models import Person
from registries.synthetic.stories.tales import stories
from tests.dost.road.house import work
from tests.factories.whole_catalogue import publish_files

pytestmark = pytest.mark.django_db


def test_x(settings):
    load_reference()
    publish_files(indexed=False)
    on = timezone.localdate()
    print(tell(on=on, now=timezone.now()))
    work()
    for s in stories(on):
        print("==", s.slug, s.hero.full_name, s.hero.fin, s.hero.phone)
        for p in s.people:
            for c in Case.objects.filter(person__fin=p.fin):
                print(
                    "|",
                    p.full_name,
                    c.service_id,
                    c.service.name["en"][:40],
                    c.stage,
                    c.state,
                    c.waiting_on,
                    c.reason,
                    c.outcome,
                )
    print(tell(on=on, now=timezone.now()))
    assert 0
