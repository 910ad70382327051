#include "planner/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "planner/load.h"

SqlText *
sql_text_new(const char *text, gsize length, SourcePosition position)
{
	SqlText *sql = g_new0(SqlText, 1);

	sql->text = g_strndup(text, length);
	sql->length = length;
	sql->position = position;
	return sql;
}

void
sql_text_free(SqlText *text)
{
	if (text == NULL)
		return;

	g_free(text->text);
	g_free(text->file);
	g_free(text);
}

static bool
read_at(int fd, char *to, gsize length, guint64 offset)
{
	gsize done = 0;

	while (done < length) {
		ssize_t bytes = pread(fd, to + done, length - done, (off_t)(offset + done));
		if (bytes < 0 && errno == EINTR)
			continue;
		if (bytes <= 0)
			return false;
		done += (gsize)bytes;
	}
	return true;
}

static char *
read_from_file(const SqlText *text, GError **error)
{
	int fd = open(text->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, LOAD_ERROR, LOAD_ERROR_FILE, "%s: cannot read: %s", text->file,
		            g_strerror(errno));
		return NULL;
	}

	g_autofree char *sql = g_malloc(text->length + 1);
	bool ok = read_at(fd, sql, text->length, text->offset);
	close(fd);
	sql[text->length] = '\0';
	g_autofree char *digest = ok ? g_compute_checksum_for_data(
					       G_CHECKSUM_SHA256, (const guchar *)sql, text->length)
	                             : NULL;
	if (g_strcmp0(digest, text->digest) == 0)
		return g_steal_pointer(&sql);
	g_set_error(error, LOAD_ERROR, LOAD_ERROR_FILE,
	            "%s:%" G_GUINT64_FORMAT ": the file was changed while mgrun ran", text->file,
	            text->position.line);
	return NULL;
}

char *
sql_text_read(const SqlText *text, GError **error)
{
	return text->text != NULL ? g_strndup(text->text, text->length)
	                          : read_from_file(text, error);
}

Step *
step_new(guint number)
{
	Step *step = g_new0(Step, 1);

	step->number = number;
	step->ignore = g_ptr_array_new_with_free_func((GDestroyNotify)ignore_entry_free);
	return step;
}

void
step_free(Step *step)
{
	if (step == NULL)
		return;

	sql_text_free(step->sql);
	sql_text_free(step->down);
	g_free(step->irreversible_reason);
	g_ptr_array_unref(step->ignore);
	g_free(step);
}

Check *
check_new(SqlText *take_sql, const char *message)
{
	Check *check = g_new0(Check, 1);

	check->sql = take_sql;
	check->message = g_strdup(message);
	return check;
}

void
check_free(Check *check)
{
	if (check == NULL)
		return;

	sql_text_free(check->sql);
	g_free(check->message);
	g_free(check);
}

void
ignore_entry_free(IgnoreEntry *entry)
{
	if (entry == NULL)
		return;

	g_free(entry->rule);
	g_free(entry->reason);
	g_free(entry->until);
	g_free(entry);
}

void
explain_check_free(ExplainCheck *check)
{
	if (check == NULL)
		return;

	sql_text_free(check->sql);
	g_free(check->index);
	g_free(check);
}

void
row_expectation_free(RowExpectation *expectation)
{
	if (expectation == NULL)
		return;

	g_free(expectation->table);
	g_free(expectation->expect);
	g_free(expectation);
}

Migration *
migration_new(void)
{
	Migration *migration = g_new0(Migration, 1);

	migration->require = g_ptr_array_new_with_free_func((GDestroyNotify)check_free);
	migration->steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	migration->down = g_ptr_array_new_with_free_func((GDestroyNotify)sql_text_free);
	migration->verify = g_ptr_array_new_with_free_func((GDestroyNotify)check_free);
	migration->explain = g_ptr_array_new_with_free_func((GDestroyNotify)explain_check_free);
	migration->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_expectation_free);
	migration->ignore = g_ptr_array_new_with_free_func((GDestroyNotify)ignore_entry_free);
	migration->confirm = g_ptr_array_new_with_free_func(g_free);
	return migration;
}

void
migration_free(Migration *migration)
{
	if (migration == NULL)
		return;

	g_free(migration->version);
	g_free(migration->version_text);
	g_free(migration->name);
	g_free(migration->path);
	g_free(migration->down_path);
	g_free(migration->file_name);
	g_free(migration->description);
	g_ptr_array_unref(migration->require);
	g_ptr_array_unref(migration->steps);
	g_ptr_array_unref(migration->down);
	g_ptr_array_unref(migration->verify);
	g_ptr_array_unref(migration->explain);
	g_ptr_array_unref(migration->rows);
	g_free(migration->orphans);
	g_ptr_array_unref(migration->ignore);
	g_ptr_array_unref(migration->confirm);
	g_free(migration->backup);
	g_free(migration->irreversible_reason);
	g_free(migration);
}

int
version_compare(const char *a, const char *b)
{
	gsize left = strlen(a);
	gsize right = strlen(b);

	if (left != right)
		return left < right ? -1 : 1;
	return strcmp(a, b);
}

char *
version_canonical(const char *text)
{
	gsize digits = strspn(text, "0123456789");

	if (digits == 0 || digits > MIGRATION_VERSION_DIGITS || text[digits] != '\0')
		return NULL;
	while (*text == '0' && text[1] != '\0')
		text++;
	return g_strdup(text);
}
