/*
 * migrate.h - one migration in one direction, from its `require` to its history row.
 */
#ifndef MGRUN_RUNNER_MIGRATE_H
#define MGRUN_RUNNER_MIGRATE_H

#include "planner/provenance.h"
#include "runner/run_internal.h"

typedef struct {
	const Migration *migration;
	Direction direction;
	const FileProvenance *provenance; /* up: for history; may be NULL */
	const char *database_user;        /* up: for history */
	guint64 order;                    /* up: position in the order of application */
	guint number;                     /* of `total` in this run, for whoever watches */
	guint total;
} MigrateRequest;

/*
 * Run it, and add its MigrationReport to the run's. On failure the report gets the
 * failure, the migration is undone as the options say, and its outcome tells
 * whether that was proven.
 */
bool migrate(Run *run, const MigrateRequest *request) G_GNUC_WARN_UNUSED_RESULT;

#endif
