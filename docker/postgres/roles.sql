-- Runs once, when the database cluster is made: a role for the engine and one for the ledger, so
-- that neither can read the other's tables and nobody works as the superuser.
\set engine_password `cat /run/secrets/engine_database_password`
\set ledger_password `cat /run/secrets/ledger_database_password`

CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'engine_password';
CREATE ROLE ledger LOGIN PASSWORD :'ledger_password';
CREATE DATABASE ledger OWNER ledger;
REVOKE CONNECT ON DATABASE ledger FROM PUBLIC;
