#include <string.h>

#include "planner/load_internal.h"
#include "planner/load_keys.h"
#include "planner/words.h"

const char *const load_keys_migration[] = {"description", "require", "up",           "down",
                                           "verify",      "ignore",  "confirm",      "lock",
                                           "backup",      "timeout", "irreversible", NULL};
const char *const load_keys_step[] = {"sql",          "batch", "rows",    "target", "down", "undo",
                                      "irreversible", "lock",  "timeout", "ignore", NULL};
const char *const load_keys_check[] = {"sql", "message", NULL};
const char *const load_keys_verify[] = {"rows", "orphans", "sql", "explain", NULL};
const char *const load_keys_explain[] = {"sql", "index", NULL};
const char *const load_keys_ignore[] = {"rule", "reason", "until", NULL};
const char *const load_keys_lock[] = {"timeout", "budget", "deadline", NULL};
const char *const load_keys_statement[] = {"sql", NULL};

/* The file at hand. */
typedef struct {
	Migration *migration;
	const char *file;
	GError **error;
} Reader;

static bool
want_kind(const Reader *reader, const YamlNode *node, YamlKind kind, const char *key)
{
	static const char *const names[] = {
		[YAML_SCALAR] = "a text", [YAML_LIST] = "a list", [YAML_MAP] = "a map of keys"};

	if (node->kind == kind)
		return true;
	yaml_set_error(reader->error, node, reader->file, "`%s` must be %s, not %s", key,
	               names[kind], names[node->kind]);
	return false;
}

/* A text that is not empty; NULL with an error. Borrowed. */
static const char *
read_text(const Reader *reader, const YamlNode *node, const char *key)
{
	if (!want_kind(reader, node, YAML_SCALAR, key))
		return NULL;
	if (strspn(node->scalar, " \t\r\n") < strlen(node->scalar))
		return node->scalar;
	yaml_set_error(reader->error, node, reader->file, "`%s` is empty", key);
	return NULL;
}

static bool
read_optional_text(const Reader *reader, const YamlNode *map, const char *key, char **ret_text)
{
	const YamlNode *node = yaml_map_get(map, key);
	if (node == NULL)
		return true;

	const char *text = read_text(reader, node, key);
	*ret_text = g_strdup(text);
	return text != NULL;
}

static bool
read_word(const Reader *reader, const YamlNode *map, const char *key, const char *const *words,
          char **ret_word)
{
	const YamlNode *node = yaml_map_get(map, key);
	if (!read_optional_text(reader, map, key, ret_word))
		return false;
	if (*ret_word == NULL || g_strv_contains(words, *ret_word))
		return true;

	g_autofree char *all = g_strjoinv(", ", (char **)words);
	yaml_set_error(reader->error, node, reader->file, "`%s: %s` is not one of: %s", key,
	               *ret_word, all);
	return false;
}

static bool
read_duration(const Reader *reader, const YamlNode *map, const char *key, guint64 *ret_ms)
{
	const YamlNode *node = yaml_map_get(map, key);
	if (node == NULL)
		return true;

	const char *text = read_text(reader, node, key);
	if (text == NULL)
		return false;
	if (duration_parse(text, ret_ms))
		return true;
	yaml_set_error(
		reader->error, node, reader->file,
		"`%s: %s` is no duration; write a number with a unit, as in 200ms, 2s, 10m, 1h",
		key, text);
	return false;
}

static bool
read_number(const Reader *reader, const YamlNode *map, const char *key, guint64 *ret_number)
{
	const YamlNode *node = yaml_map_get(map, key);
	if (node == NULL)
		return true;

	const char *text = read_text(reader, node, key);
	if (text == NULL)
		return false;
	if (strspn(text, "0123456789") == strlen(text) &&
	    g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, ret_number, NULL))
		return true;
	yaml_set_error(reader->error, node, reader->file, "`%s: %s` must be a whole number over 0",
	               key, text);
	return false;
}

static SqlText *
read_sql(const Reader *reader, const YamlNode *node, const char *key)
{
	return read_text(reader, node, key) != NULL
	               ? load_yaml_sql(node, key, reader->file, reader->error)
	               : NULL;
}

static bool
read_ignore_entry(const Reader *reader, const YamlNode *node, GPtrArray *entries)
{
	if (!want_kind(reader, node, YAML_MAP, "ignore") ||
	    !yaml_map_check_keys(node, load_keys_ignore, reader->file, reader->error))
		return false;

	g_autoptr(IgnoreEntry) entry = g_new0(IgnoreEntry, 1);
	entry->position = node->position;
	if (!read_optional_text(reader, node, "rule", &entry->rule) ||
	    !read_optional_text(reader, node, "reason", &entry->reason) ||
	    !read_optional_text(reader, node, "until", &entry->until))
		return false;
	if (entry->rule == NULL || entry->reason == NULL) {
		yaml_set_error(reader->error, node, reader->file,
		               "an entry of `ignore` needs `rule` and `reason`");
		return false;
	}
	if (entry->until != NULL && !load_is_date(entry->until)) {
		yaml_set_error(reader->error, yaml_map_get(node, "until"), reader->file,
		               "`until: %s` is no date; write it as 2027-06-30", entry->until);
		return false;
	}
	g_ptr_array_add(entries, g_steal_pointer(&entry));
	return true;
}

/* Each item of the list under `key`, where there is one. */
static bool
read_list(const Reader *reader, const YamlNode *map, const char *key, GPtrArray *result,
          bool (*read_item)(const Reader *, const YamlNode *, GPtrArray *))
{
	const YamlNode *list = yaml_map_get(map, key);
	if (list == NULL)
		return true;
	if (!want_kind(reader, list, YAML_LIST, key))
		return false;
	for (guint i = 0; i < list->items->len; i++)
		if (!read_item(reader, g_ptr_array_index(list->items, i), result))
			return false;
	return true;
}

static bool
read_lock(const Reader *reader, const YamlNode *map, LockOptions *lock)
{
	const YamlNode *node = yaml_map_get(map, "lock");

	return node == NULL ||
	       (want_kind(reader, node, YAML_MAP, "lock") &&
	        yaml_map_check_keys(node, load_keys_lock, reader->file, reader->error) &&
	        read_duration(reader, node, "timeout", &lock->timeout_ms) &&
	        read_duration(reader, node, "budget", &lock->budget_ms) &&
	        read_duration(reader, node, "deadline", &lock->deadline_ms));
}

static bool
read_undo(const Reader *reader, const YamlNode *node, Step *step)
{
	const YamlNode *down = yaml_map_get(node, "down");
	const YamlNode *undo = yaml_map_get(node, "undo");

	if (!read_optional_text(reader, node, "irreversible", &step->irreversible_reason))
		return false;
	if (down != NULL && (step->down = read_sql(reader, down, "down")) == NULL)
		return false;
	int ways = (down != NULL) + (undo != NULL) + (step->irreversible_reason != NULL);
	if (ways > 1) {
		yaml_set_error(reader->error, node, reader->file,
		               "give one of `down`, `undo` and `irreversible`");
		return false;
	}
	if (undo != NULL) {
		yaml_set_error(
			reader->error, undo, reader->file,
			"`undo` needs rows to be captured, which this version of mgrun cannot do: "
			"give `down:` or `irreversible:`");
		return false;
	}
	step->undo = down != NULL                        ? UNDO_DOWN
	             : step->irreversible_reason != NULL ? UNDO_IRREVERSIBLE
	                                                 : UNDO_FILE;
	return true;
}

static bool
read_step_sql(const Reader *reader, const YamlNode *node, Step *step)
{
	const YamlNode *sql = yaml_map_get(node, "sql");
	const YamlNode *batch = yaml_map_get(node, "batch");

	if ((sql == NULL) == (batch == NULL)) {
		yaml_set_error(reader->error, node, reader->file,
		               "a step needs one of `sql` and `batch`");
		return false;
	}
	if (batch == NULL &&
	    (yaml_map_get(node, "rows") != NULL || yaml_map_get(node, "target") != NULL)) {
		yaml_set_error(reader->error, node, reader->file,
		               "`rows` and `target` belong to a `batch` step");
		return false;
	}
	step->kind = batch != NULL ? STEP_BATCH : STEP_STATEMENT;
	step->sql = batch != NULL ? read_sql(reader, batch, "batch") : read_sql(reader, sql, "sql");
	return step->sql != NULL;
}

static bool
read_step_map(const Reader *reader, const YamlNode *node, Step *step)
{
	return yaml_map_check_keys(node, load_keys_step, reader->file, reader->error) &&
	       read_step_sql(reader, node, step) && read_undo(reader, node, step) &&
	       read_number(reader, node, "rows", &step->batch.first_rows) &&
	       read_duration(reader, node, "target", &step->batch.target_ms) &&
	       read_duration(reader, node, "timeout", &step->timeout_ms) &&
	       read_lock(reader, node, &step->lock) &&
	       read_list(reader, node, "ignore", step->ignore, read_ignore_entry);
}

static bool
read_step(const Reader *reader, const YamlNode *node, GPtrArray *steps)
{
	g_autoptr(Step) step = step_new(steps->len + 1);
	bool ok;

	if (node->kind == YAML_SCALAR)
		ok = (step->sql = read_sql(reader, node, "up")) != NULL;
	else
		ok = want_kind(reader, node, YAML_MAP, "up") && read_step_map(reader, node, step);
	if (ok)
		g_ptr_array_add(steps, g_steal_pointer(&step));
	return ok;
}

static bool
read_down_statement(const Reader *reader, const YamlNode *node, GPtrArray *statements)
{
	const YamlNode *sql = node;

	if (node->kind == YAML_MAP) {
		if (!yaml_map_check_keys(node, load_keys_statement, reader->file, reader->error))
			return false;
		sql = yaml_map_get(node, "sql");
		if (sql == NULL) {
			yaml_set_error(reader->error, node, reader->file, "`sql` is missing");
			return false;
		}
	}
	SqlText *text = read_sql(reader, sql, "down");
	if (text != NULL)
		g_ptr_array_add(statements, text);
	return text != NULL;
}

static bool
read_check(const Reader *reader, const YamlNode *node, GPtrArray *checks)
{
	g_autofree char *message = NULL;

	if (!want_kind(reader, node, YAML_MAP, "check") ||
	    !yaml_map_check_keys(node, load_keys_check, reader->file, reader->error) ||
	    !read_optional_text(reader, node, "message", &message))
		return false;
	const YamlNode *sql = yaml_map_get(node, "sql");
	if (sql == NULL) {
		yaml_set_error(reader->error, node, reader->file, "`sql` is missing");
		return false;
	}
	SqlText *text = read_sql(reader, sql, "sql");
	if (text != NULL)
		g_ptr_array_add(checks, check_new(text, message));
	return text != NULL;
}

static bool
read_explain(const Reader *reader, const YamlNode *node, GPtrArray *checks)
{
	g_autoptr(ExplainCheck) check = g_new0(ExplainCheck, 1);

	if (!want_kind(reader, node, YAML_MAP, "explain") ||
	    !yaml_map_check_keys(node, load_keys_explain, reader->file, reader->error) ||
	    !read_optional_text(reader, node, "index", &check->index))
		return false;
	const YamlNode *sql = yaml_map_get(node, "sql");
	if (sql == NULL || check->index == NULL) {
		yaml_set_error(reader->error, node, reader->file,
		               "an entry of `explain` needs `sql` and `index`");
		return false;
	}
	check->sql = read_sql(reader, sql, "sql");
	if (check->sql == NULL)
		return false;
	g_ptr_array_add(checks, g_steal_pointer(&check));
	return true;
}

/* unchanged, any, 5, +5, -5, >= 5, <= 5 */
static bool
is_expectation(const char *text)
{
	if (g_str_equal(text, "unchanged") || g_str_equal(text, "any"))
		return true;
	if (g_str_has_prefix(text, ">=") || g_str_has_prefix(text, "<="))
		text += 2;
	else if (*text == '+' || *text == '-')
		text++;
	text += strspn(text, " ");
	gsize digits = strspn(text, "0123456789");
	return digits > 0 && digits <= 20 && text[digits] == '\0';
}

static bool
read_rows(const Reader *reader, const YamlNode *verify)
{
	const YamlNode *rows = yaml_map_get(verify, "rows");
	if (rows == NULL)
		return true;
	if (!want_kind(reader, rows, YAML_MAP, "rows"))
		return false;
	for (guint i = 0; i < rows->entries->len; i++) {
		const YamlEntry *entry = g_ptr_array_index(rows->entries, i);
		const char *text = read_text(reader, entry->value, entry->key);
		if (text == NULL)
			return false;
		if (!is_expectation(text)) {
			yaml_set_error(
				reader->error, entry->value, reader->file,
				"`%s: %s` is not one of: unchanged, any, N, +N, -N, >= N, <= N",
				entry->key, text);
			return false;
		}
		RowExpectation *expectation = g_new0(RowExpectation, 1);
		expectation->table = g_strdup(entry->key);
		expectation->expect = g_strdup(text);
		expectation->position = entry->position;
		g_ptr_array_add(reader->migration->rows, expectation);
	}
	return true;
}

static bool
read_verify(const Reader *reader, const YamlNode *root)
{
	static const char *const orphans[] = {"touched", "none", NULL};
	const YamlNode *verify = yaml_map_get(root, "verify");

	return verify == NULL ||
	       (want_kind(reader, verify, YAML_MAP, "verify") &&
	        yaml_map_check_keys(verify, load_keys_verify, reader->file, reader->error) &&
	        read_rows(reader, verify) &&
	        read_word(reader, verify, "orphans", orphans, &reader->migration->orphans) &&
	        read_list(reader, verify, "sql", reader->migration->verify, read_check) &&
	        read_list(reader, verify, "explain", reader->migration->explain, read_explain));
}

static bool
read_confirm(const Reader *reader, const YamlNode *node, GPtrArray *confirm)
{
	const char *text = read_text(reader, node, "confirm");
	if (text != NULL)
		g_ptr_array_add(confirm, g_strdup(text));
	return text != NULL;
}

static bool
read_migration(const Reader *reader, const YamlNode *root)
{
	Migration *migration = reader->migration;

	return want_kind(reader, root, YAML_MAP, "the migration") &&
	       yaml_map_check_keys(root, load_keys_migration, reader->file, reader->error) &&
	       read_optional_text(reader, root, "description", &migration->description) &&
	       read_list(reader, root, "require", migration->require, read_check) &&
	       read_list(reader, root, "up", migration->steps, read_step) &&
	       read_list(reader, root, "down", migration->down, read_down_statement) &&
	       read_verify(reader, root) &&
	       read_list(reader, root, "ignore", migration->ignore, read_ignore_entry) &&
	       read_list(reader, root, "confirm", migration->confirm, read_confirm) &&
	       read_lock(reader, root, &migration->lock) &&
	       read_word(reader, root, "backup", load_backup_words, &migration->backup) &&
	       read_duration(reader, root, "timeout", &migration->timeout_ms) &&
	       read_optional_text(reader, root, "irreversible", &migration->irreversible_reason);
}

bool
load_yaml_text(Migration *migration, const char *text, gsize length, GError **error)
{
	g_autoptr(GError) problem = NULL;
	const Reader reader = {
		.migration = migration, .file = migration->file_name, .error = &problem};
	g_autoptr(YamlNode) root = yaml_tree_parse(text, length, migration->file_name, &problem);

	if (root != NULL && read_migration(&reader, root))
		return true;
	g_set_error_literal(error, LOAD_ERROR, LOAD_ERROR_FILE, problem->message);
	return false;
}
