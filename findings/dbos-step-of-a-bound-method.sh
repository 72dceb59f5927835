#!/usr/bin/env bash
# DBOS 3.4.0 cannot make a step of a method that is bound to its object.
# `DBOS.step(name=...)` is a decorator for any callable, so an adapter's method is handed to it as
# `DBOS.step(name="send")(mailer.send)`. It sets an attribute on what it is given, which a bound
# method has no room for, and the AttributeError names an inner attribute of the library instead of
# saying that methods are not taken. A function around it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dbos==3.4.0
"$folder/venv/bin/python" - >"$folder/seen" 2>/dev/null <<'PYTHON'
from dbos import DBOS


class Mailer:
    def send(self, to: str) -> str:
        return f"sent to {to}"


mailer = Mailer()


def send(to: str) -> str:
    return mailer.send(to)


for name, given in (("a function", send), ("a bound method", mailer.send)):
    try:
        DBOS.step(name="send")(given)
        print(f"{name}: a step")
    except AttributeError as wrong:
        print(f"{name}: {wrong}")
PYTHON
diff "$folder/seen" - <<'SEEN'
a function: a step
a bound method: 'method' object has no attribute 'dbos_func_decorator_info'
SEEN
echo "As described: dbos==3.4.0"
