#!/bin/sh
# Creates Temporal's two databases or brings their schema up to this version; running it again
# changes nothing. The tool reads SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

SQL_PASSWORD=$(cat /run/secrets/engine_database_password)
export SQL_PASSWORD

versions=/etc/temporal/schema/postgresql/v12

prepare() {
    temporal-sql-tool --database "$1" create
    temporal-sql-tool --database "$1" setup-schema -v 0.0
    temporal-sql-tool --database "$1" update-schema -d "$versions/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
