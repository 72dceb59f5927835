#!/usr/bin/env bash
# transitions 0.9.3: what a substate refuses, its parent does.
# In a HierarchicalMachine an overdue invoice may be in dispute, and while it is, a condition keeps it from being
# written off. The parent, overdue, has a transition of that trigger, too. A refusing condition in the substate
# is not the end: the parent's transition is tried next, and the disputed invoice is written off, with True for
# an answer. `may_write_off` says so before, but `get_transitions`, from which one draws diagrams and checks
# tables, knows for the substate its own transition alone. A refusal has to be the parent's condition, too; and
# a transition from the parent to itself ends the dispute, since it enters the first substate anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transitions==0.9.3
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from transitions.extensions import HierarchicalMachine

STATES = [{"name": "overdue", "children": ["reminded", "disputed"], "initial": "reminded"}, "off", "lost"]


class Invoice:
    settled = False

    def is_settled(self) -> bool:
        return self.settled


def machine_of(invoice: Invoice) -> HierarchicalMachine:
    machine = HierarchicalMachine(invoice, states=STATES, initial="overdue_disputed", auto_transitions=False)
    machine.add_transition("write_off", "overdue_disputed", "lost", conditions="is_settled")
    machine.add_transition("write_off", "overdue", "off")
    machine.add_transition("remind", "overdue", "=")
    return machine


invoice = Invoice()
machine = machine_of(invoice)
listed = [each.dest for each in machine.get_transitions("write_off", "overdue_disputed")]
print(f"{invoice.state}: listed to {listed}, may {invoice.may_write_off()}", end=", ")
print(f"written off {invoice.write_off()}, now {invoice.state}")
invoice = Invoice()
machine_of(invoice)
print(f"{invoice.state}: reminded {invoice.remind()}, now {invoice.state}")
PYTHON
diff "$folder/seen" - <<'SEEN'
overdue_disputed: listed to ['lost'], may True, written off True, now off
overdue_disputed: reminded True, now overdue_reminded
SEEN
echo "As described: transitions==0.9.3"
