"""The steps of the road, one module each; `WORK` names the one for every stage."""

from collections.abc import Callable, Sequence
from datetime import datetime

from dost.cases.batch import Move
from dost.cases.models import Case
from dost.cases.stages import Stage

from . import choose, decide, notify, pay, verify

WORK: dict[Stage, Callable[[list[Case], datetime], Sequence[Move]]] = {
    Stage.VERIFY: verify.work,
    Stage.CHOOSE: choose.work,
    Stage.DECIDE: decide.work,
    Stage.PAY: pay.work,
    Stage.NOTIFY: notify.work,
}
