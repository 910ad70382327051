/*
 * snapshot.h - the definition of every object of one database, and the
 * fingerprint of each and of the whole.
 *
 * An object's fingerprint is the SHA-256 of what SHOW CREATE prints, without the
 * AUTO_INCREMENT counter. The whole's is the XOR of all of them, so that a run of
 * thousands of migrations pays for what it touches and not for the schema's size.
 * mgrun's own tables do not count.
 *
 * A mark says "this is before": what changes afterwards is remembered, so that
 * before and now can be compared and each object's earlier text is at hand.
 */
#ifndef MGRUN_RUNNER_SNAPSHOT_H
#define MGRUN_RUNNER_SNAPSHOT_H

#include <glib.h>
#include <stdbool.h>

#include "db/session.h"
#include "sql/statement.h"

typedef struct {
	SqlObjectKind kind;
	char *name;
	char *text; /* what SHOW CREATE prints, normalised */
	guint8 fingerprint[32];
} SchemaObject;

typedef struct Snapshot Snapshot;

/* Read the session's default database whole. One query an object; `session` must outlive nothing.
 */
Snapshot *snapshot_read(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void snapshot_free(Snapshot *snapshot);

/* From now on the present state is "before". */
void snapshot_mark(Snapshot *snapshot);

/* Read again the objects that a statement touches; all of them where that cannot be told. */
bool snapshot_refresh(Snapshot *snapshot, Session *session, const SqlStatement *statement,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Read everything again, keeping the mark: what a proof rests on. */
bool snapshot_refresh_all(Snapshot *snapshot, Session *session,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The object as it is now, or as it was at the mark; NULL when there is or was none. Borrowed. */
const SchemaObject *snapshot_find(const Snapshot *snapshot, SqlObjectKind kind, const char *name);
const SchemaObject *snapshot_find_before(const Snapshot *snapshot, SqlObjectKind kind,
                                         const char *name);

/* 64 hex digits; the caller frees. */
char *snapshot_fingerprint(const Snapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

/* The fingerprint of the objects that a statement touches; NULL when it touches none. Caller frees.
 */
char *snapshot_fingerprint_of(const Snapshot *snapshot, const SqlStatement *statement);

/* How now differs from the mark, as lines for people: of owned char *, empty when it does not. */
GPtrArray *snapshot_differences(const Snapshot *snapshot) G_GNUC_WARN_UNUSED_RESULT;

/* Whether an effect is on this database and on what kind of object of it; a part stands for its
 * table. */
bool snapshot_effect_target(const Snapshot *snapshot, const SqlEffect *effect,
                            SqlObjectKind *ret_kind, const char **ret_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

#endif
