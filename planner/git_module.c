#include <dlfcn.h>
#include <string.h>

#include "planner/git/git_module.h"

#define MODULE "mgrun-git.so" /* found by the program's run path */

GitModuleFunction *
git_module_find(const char *name, char **ret_why)
{
	/* Loading it again gives the same one; it stays loaded until the program ends. */
	void *module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
	void *symbol = module != NULL ? dlsym(module, name) : NULL;
	GitModuleFunction *function = NULL;

	if (symbol == NULL) {
		*ret_why = g_strdup_printf("git is not asked: %s", dlerror());
		return NULL;
	}
	memcpy(&function, &symbol, sizeof function); /* ISO C knows no cast between the two */
	return function;
}
