#!/bin/sh
# Runs once, on an empty data volume: one role and database for the product, one role for Temporal.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  -v idbeyond="$IDBEYOND_DB_PASSWORD" -v temporal="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role idbeyond login password :'idbeyond';
create database idbeyond owner idbeyond;
create role temporal login createdb password :'temporal';
SQL
