#!/usr/bin/env bash
# alembic 1.20.1 with SQLAlchemy 2.1.9: a batch on SQLite drops triggers and ON DELETE, and says nothing.
# SQLite cannot change a column, so that a batch makes the table anew, copies its rows and drops the old one. A
# CHECK without a name is left out with a warning. Not so the triggers by which a book refuses changes, and
# what a column's own REFERENCES says of deletions: both are gone without a word, and the migration succeeds.
# An index with a condition is there as before. And where the connection enforces foreign keys, dropping the
# old table deletes the lines of every invoice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check alembic==1.20.1 sqlalchemy==2.1.9
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import warnings

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

TABLES = """
CREATE TABLE account (id INTEGER PRIMARY KEY);
CREATE TABLE invoice (id INTEGER PRIMARY KEY, account INTEGER REFERENCES account (id) ON DELETE CASCADE,
    cents INTEGER CHECK (cents > 0), state TEXT);
CREATE TABLE line (id INTEGER PRIMARY KEY, invoice INTEGER REFERENCES invoice (id) ON DELETE CASCADE);
CREATE UNIQUE INDEX one_open ON invoice (account) WHERE state = 'open';
CREATE TRIGGER never_changed BEFORE UPDATE ON invoice BEGIN SELECT RAISE (ABORT, 'never'); END;
INSERT INTO account VALUES (1);
INSERT INTO invoice VALUES (1, 1, 100, 'open');
INSERT INTO line VALUES (1, 1);
"""
for enforced in ("OFF", "ON"):
    with sa.create_engine("sqlite://").connect() as connection:
        connection.connection.executescript(f"PRAGMA foreign_keys = {enforced}; {TABLES}")
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("invoice") as batch:
                batch.alter_column("state", existing_type=sa.Text(), nullable=False)
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'invoice'")
        kept = {name: sql for name, sql in rows if sql}
        lines = connection.exec_driver_sql("SELECT count(*) FROM line").scalar()
        print(f"foreign keys {enforced}, lines left: {lines}; kept:", *sorted(kept))
        print("  ON DELETE kept:", "ON DELETE" in kept["invoice"], "/ CHECK kept:", "CHECK" in kept["invoice"])
        print("  warned of:", *(str(each.message).split(" on ")[0] for each in warned))
PYTHON
diff "$folder/seen" - <<'SEEN'
foreign keys OFF, lines left: 1; kept: invoice one_open
  ON DELETE kept: False / CHECK kept: False
  warned of: Unnamed CHECK constraint
foreign keys ON, lines left: 0; kept: invoice one_open
  ON DELETE kept: False / CHECK kept: False
  warned of: Unnamed CHECK constraint
SEEN
echo "As described: alembic==1.20.1 sqlalchemy==2.1.9"
