#!/bin/sh
# Brings both databases of Temporal to the schema of this image. Safe to run at every start.
set -eu
schema=/etc/temporal/schema/postgresql/v12
for database in temporal temporal_visibility; do
  folder=$schema/${database#temporal_}/versioned
  tool="temporal-sql-tool --plugin postgres12 --ep $POSTGRES_SEEDS -p $DB_PORT -u $POSTGRES_USER --db $database"
  $tool create || echo "$database is there already"
  $tool setup-schema -v 0.0 || echo "$database has a schema already"
  $tool update-schema -d "$folder"
done
