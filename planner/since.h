/*
 * since.h - what came into the folder of migrations since a revision, by git.
 *
 * Compared are the merge base of HEAD and the revision, the revision's tip, and the
 * files as they lie in the work tree. Contents are compared by git's own object ids.
 */
#ifndef MGRUN_PLANNER_SINCE_H
#define MGRUN_PLANNER_SINCE_H

#include <glib.h>
#include <stdbool.h>

#define SINCE_ERROR since_error_quark()
GQuark since_error_quark(void);

typedef enum {
	SINCE_ERROR_REPOSITORY, /* no repository, or it cannot be read */
	SINCE_ERROR_REVISION,   /* no such revision, or no common history: exit status 64 */
} SinceErrorCode;

typedef struct Since {
	char *revision;     /* as it was given */
	GHashTable *merged; /* set of base names: in the merge base */
	GPtrArray *changed; /* of owned char *: merged files whose content differs now */
	GPtrArray *deleted; /* merged files that are gone */
	GPtrArray *theirs;  /* files of the revision's tip that the merge base lacks */
} Since;

/*
 * Look at the folder `dir`. `present` (of char *) are the base names that lie there. NULL with
 * SINCE_ERROR.
 */
Since *since_read(const char *dir, const char *revision, const GPtrArray *present,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void since_free(Since *since);

/* Whether a file came with the branch: the merge base lacks it. */
bool since_is_new(const Since *since, const char *file_name);

/*
 * The base names of all files that any local branch has in the folder; an empty set where there is
 * no repository. Owned char *; the caller releases the set.
 */
GHashTable *since_names_of_branches(const char *dir) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Since, since_free)

#endif
