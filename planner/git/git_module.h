/*
 * git_module.h - what asks libgit2 stands in a module of its own, loaded when git is
 * asked. Private to planner/.
 *
 * libgit2 brings fifteen libraries along. Most runs have nothing to do and never ask
 * git: linking them would cost such a run a third of its time.
 */
#ifndef MGRUN_PLANNER_GIT_MODULE_H
#define MGRUN_PLANNER_GIT_MODULE_H

#include <glib.h>
#include <stdbool.h>

#include "planner/provenance.h"
#include "planner/since.h"

/* Fill in the files' records and what is lacking. */
#define GIT_PROVENANCE_FILL "git_provenance_fill"
typedef void GitProvenanceFill(Provenance *provenance, const char *dir);
GitProvenanceFill git_provenance_fill;

/*
 * Fill in everything but the revision. NULL, or why it could not be done (the caller
 * frees); `ret_no_revision` tells whether the revision is at fault.
 */
#define GIT_SINCE_FILL "git_since_fill"
typedef char *GitSinceFill(Since *since, const char *dir, const GPtrArray *present,
                           bool *ret_no_revision);
GitSinceFill git_since_fill;

/* Add the base names of the folder in all local branches. */
#define GIT_BRANCHES_FILL "git_branches_fill"
typedef void GitBranchesFill(GHashTable *names, const char *dir);
GitBranchesFill git_branches_fill;

/* "1.5.1"; the caller frees. */
#define GIT_VERSION "git_version"
typedef char *GitVersion(void);
GitVersion git_version;

typedef void GitModuleFunction(void);

/* A function of the module, loaded on first use; NULL with the reason (the caller frees). */
GitModuleFunction *git_module_find(const char *name, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;

#endif
