/*
 * select.h - reads history and chooses what a run takes. Private to runner/.
 */
#ifndef MGRUN_RUNNER_SELECT_H
#define MGRUN_RUNNER_SELECT_H

#include "runner/history.h"
#include "runner/run.h"

/* History beside files; the parts point into each other and live together. */
typedef struct {
	GPtrArray *rows;    /* of owned HistoryRow * */
	GPtrArray *facts;   /* of AppliedFact * */
	GPtrArray *entries; /* of owned StatusEntry * */
	GPtrArray *chosen;  /* up: of Migration *; down: of StatusEntry * */
} Selection;

Selection *selection_up(Session *session, const RunOptions *options,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
Selection *selection_down(Session *session, const RunOptions *options,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void selection_free(Selection *selection);

/* The highest position in the order of application; 0 when nothing is applied. */
guint64 selection_last_order(const Selection *selection);

/*
 * What undoes an entry: the file's migration, or, where the file is missing or was
 * edited, what history kept. `ret_owned` must be freed by the caller when not NULL.
 */
const Migration *selection_down_source(Session *session, const StatusEntry *entry,
                                       Migration **ret_owned, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Selection, selection_free)

#endif
