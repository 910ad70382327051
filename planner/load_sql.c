#include <string.h>
#include <unistd.h>

#include "planner/load_internal.h"
#include "planner/words.h"
#include "sql/lexer.h"

typedef enum { SECTION_NONE, SECTION_REQUIRE, SECTION_UP, SECTION_DOWN, SECTION_VERIFY } Section;

/* The file at hand, and what directives said of the statement to come. */
typedef struct {
	Migration *migration;
	const SourceFile *source;
	SqlFileRole role;
	Section section;
	bool sections_seen;
	bool statements_seen;
	Step *next; /* holds the directives; NULL: none yet */
	SourcePosition position;
	GError **error;
} Reader;

#define DIRECTIVE "-- mgrun:"

static SourcePosition
place(SqlPosition start)
{
	return (SourcePosition){.line = start.line, .column = start.column};
}

G_GNUC_PRINTF(2, 3)
static bool
fail(const Reader *reader, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	load_set_error(reader->error, reader->source->name, reader->position, "%s", text);
	return false;
}

static Step *
next_step(Reader *reader)
{
	if (reader->next == NULL)
		reader->next = step_new(0);
	return reader->next;
}

/* Before the first section or statement a directive speaks of the whole migration. */
static bool
is_for_migration(const Reader *reader)
{
	return reader->role == SQL_FILE_SECTIONS && !reader->sections_seen &&
	       !reader->statements_seen;
}

static bool
set_duration(const Reader *reader, const char *name, const char *value, guint64 *ret_ms)
{
	return duration_parse(value, ret_ms) ||
	       fail(reader,
	            "`%s=%s` is no duration; write a number with a unit, as in 200ms, 2s, 10m, 1h",
	            name, value);
}

static bool
set_lock(Reader *reader, const char *name, const char *value)
{
	LockOptions *lock =
		is_for_migration(reader) ? &reader->migration->lock : &next_step(reader)->lock;

	if (g_str_equal(name, "timeout"))
		return set_duration(reader, name, value, &lock->timeout_ms);
	if (g_str_equal(name, "budget"))
		return set_duration(reader, name, value, &lock->budget_ms);
	if (g_str_equal(name, "deadline"))
		return set_duration(reader, name, value, &lock->deadline_ms);
	return fail(reader, "unknown `%s=` of lock; known are timeout, budget, deadline", name);
}

static bool
set_batch(Reader *reader, const char *name, const char *value)
{
	Step *step = next_step(reader);

	step->kind = STEP_BATCH;
	if (g_str_equal(name, "target"))
		return set_duration(reader, name, value, &step->batch.target_ms);
	if (!g_str_equal(name, "rows"))
		return fail(reader, "unknown `%s=` of batch; known are rows, target", name);
	return g_ascii_string_to_unsigned(value, 10, 1, G_MAXINT64, &step->batch.first_rows,
	                                  NULL) ||
	       fail(reader, "`rows=%s` must be a whole number over 0", value);
}

/* NAME=VALUE words, quotes as in a shell. */
static bool
read_words(Reader *reader, const char *rest, bool (*set)(Reader *, const char *, const char *))
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GError) problem = NULL;

	if (*rest == '\0')
		return true;
	if (!g_shell_parse_argv(rest, NULL, &words, &problem))
		return fail(reader, "%s", problem->message);
	for (guint i = 0; words[i] != NULL; i++) {
		char *equals = strchr(words[i], '=');
		if (equals == NULL)
			return fail(reader, "`%s` must be NAME=VALUE", words[i]);
		*equals = '\0';
		if (!set(reader, words[i], equals + 1))
			return false;
	}
	return true;
}

static bool
directive_lock(Reader *reader, const char *rest)
{
	return read_words(reader, rest, set_lock);
}

static bool
directive_batch(Reader *reader, const char *rest)
{
	next_step(reader)->kind = STEP_BATCH;
	return read_words(reader, rest, set_batch);
}

static bool
directive_timeout(Reader *reader, const char *rest)
{
	guint64 *timeout = is_for_migration(reader) ? &reader->migration->timeout_ms
	                                            : &next_step(reader)->timeout_ms;
	return set_duration(reader, "timeout", rest, timeout);
}

static bool
set_reason(Reader *reader, const char *name, const char *value)
{
	if (!g_str_equal(name, "reason") || *value == '\0')
		return fail(reader, "irreversible needs reason=\"...\"");
	char **reason = is_for_migration(reader) || reader->role == SQL_FILE_UP
	                        ? &reader->migration->irreversible_reason
	                        : &next_step(reader)->irreversible_reason;
	g_free(*reason);
	*reason = g_strdup(value);
	if (reader->next != NULL && reader->next->irreversible_reason != NULL)
		reader->next->undo = UNDO_IRREVERSIBLE;
	return true;
}

static bool
directive_irreversible(Reader *reader, const char *rest)
{
	return *rest == '\0' ? fail(reader, "irreversible needs reason=\"...\"")
	                     : read_words(reader, rest, set_reason);
}

static bool
set_ignore(Reader *reader, const char *name, const char *value)
{
	GPtrArray *entries =
		is_for_migration(reader) ? reader->migration->ignore : next_step(reader)->ignore;
	IgnoreEntry *entry = g_ptr_array_index(entries, entries->len - 1);

	bool is_reason = g_str_equal(name, "reason");
	char **field = is_reason ? &entry->reason : &entry->until;

	if (!is_reason && !g_str_equal(name, "until"))
		return fail(reader, "unknown `%s=` of ignore; known are reason, until", name);
	if (*field != NULL)
		return fail(reader, "`%s=` stands here a second time", name);
	*field = g_strdup(value);
	if (is_reason)
		return strspn(value, " \t") < strlen(value) || fail(reader, "`reason=` is empty");
	return load_is_date(value) ||
	       fail(reader, "`until=%s` is no date; write it as 2027-06-30", value);
}

static bool
directive_ignore(Reader *reader, const char *rest)
{
	gsize length = strcspn(rest, " \t");
	GPtrArray *entries =
		is_for_migration(reader) ? reader->migration->ignore : next_step(reader)->ignore;
	IgnoreEntry *entry = g_new0(IgnoreEntry, 1);

	entry->rule = g_strndup(rest, length);
	entry->position = reader->position;
	g_ptr_array_add(entries, entry);
	if (length == 0)
		return fail(reader, "ignore needs a rule, as in: ignore MF004 reason=\"...\"");
	const char *words = rest + length + strspn(rest + length, " \t");
	if (!read_words(reader, words, set_ignore))
		return false;
	return entry->reason != NULL || fail(reader, "ignore needs reason=\"...\"");
}

static bool
directive_description(Reader *reader, const char *rest)
{
	g_free(reader->migration->description);
	reader->migration->description = g_strdup(rest);
	return true;
}

/* The step's own down, on the directive's line. */
static bool
directive_undo(Reader *reader, const char *rest)
{
	g_autoptr(SqlSplitter) splitter =
		sql_splitter_new_memory(rest, strlen(rest), NULL, SQL_MODE_DEFAULT);
	Step *step = next_step(reader);
	const char *why = NULL;
	SqlItem item;
	SqlItem second;

	if (sql_splitter_next(splitter, &item, NULL) != SQL_NEXT_ITEM ||
	    item.kind != SQL_ITEM_STATEMENT)
		return fail(reader, "undo needs a whole statement on its line");
	if (!load_statement_allowed(item.text, item.length, &why))
		return fail(reader, "%s", why);
	sql_text_free(step->down);
	step->down = sql_text_new(item.text, item.length, reader->position);
	step->undo = UNDO_DOWN;
	return sql_splitter_next(splitter, &second, NULL) == SQL_NEXT_END ||
	       fail(reader, "undo takes one statement");
}

static bool
enter_section(Reader *reader, Section section, const char *rest)
{
	if (*rest != '\0')
		return fail(reader,
		            "a section's line ends behind its name: `%s` goes on the next line",
		            rest);
	if (reader->role != SQL_FILE_SECTIONS)
		return fail(reader, "a .up.sql or .down.sql file has no sections");
	if (reader->statements_seen && !reader->sections_seen)
		return fail(reader,
		            "statements stand before the first section: put `-- mgrun:up` above "
		            "them");
	if (reader->next != NULL)
		return fail(reader, "a directive before this line has no statement to belong to");
	reader->sections_seen = true;
	reader->section = section;
	return true;
}

static bool
section_require(Reader *reader, const char *rest)
{
	return enter_section(reader, SECTION_REQUIRE, rest);
}

static bool
section_up(Reader *reader, const char *rest)
{
	return enter_section(reader, SECTION_UP, rest);
}

static bool
section_down(Reader *reader, const char *rest)
{
	return enter_section(reader, SECTION_DOWN, rest);
}

static bool
section_verify(Reader *reader, const char *rest)
{
	return enter_section(reader, SECTION_VERIFY, rest);
}

static bool
read_directive(Reader *reader, const char *text)
{
	static const struct {
		const char *name;
		bool (*read)(Reader *reader, const char *rest);
	} directives[] = {
		{"require", section_require},
		{"up", section_up},
		{"down", section_down},
		{"verify", section_verify},
		{"batch", directive_batch},
		{"lock", directive_lock},
		{"timeout", directive_timeout},
		{"ignore", directive_ignore},
		{"undo", directive_undo},
		{"irreversible", directive_irreversible},
		{"description", directive_description},
	};
	static const char *const names[] = {"require", "up",           "down",        "verify",
	                                    "batch",   "lock",         "timeout",     "ignore",
	                                    "undo",    "irreversible", "description", NULL};
	gsize length = strcspn(text, " \t");
	g_autofree char *name = g_strndup(text, length);
	const char *rest = text + length + strspn(text + length, " \t");

	for (gsize i = 0; i < G_N_ELEMENTS(directives); i++)
		if (g_str_equal(directives[i].name, name))
			return directives[i].read(reader, rest);
	const char *nearest = nearest_word(name, names);
	g_autofree char *all = g_strjoinv(", ", (char **)names);
	return fail(reader, "unknown directive `mgrun:%s`; %s%s%s", name,
	            nearest != NULL ? "did you mean `mgrun:" : "known are: ",
	            nearest != NULL ? nearest : all, nearest != NULL ? "`?" : "");
}

/* The statement's text, or where it stands in a file too large to be kept. */
static SqlText *
text_of(const Reader *reader, const SqlItem *item)
{
	if (reader->source->text != NULL)
		return sql_text_new(item->text, item->length, reader->position);

	SqlText *sql = g_new0(SqlText, 1);
	g_autofree char *digest = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)item->text, item->length);
	g_strlcpy(sql->digest, digest, sizeof sql->digest);
	sql->file = g_strdup(reader->source->path);
	sql->offset = item->start.offset;
	sql->length = item->length;
	sql->position = reader->position;
	return sql;
}

static bool
add_step(Reader *reader, const SqlItem *item)
{
	Step *step = next_step(reader);

	reader->next = NULL;
	step->number = reader->migration->steps->len + 1;
	step->sql = text_of(reader, item);
	g_ptr_array_add(reader->migration->steps, step);
	return step->down == NULL || step->irreversible_reason == NULL ||
	       fail(reader, "give one of `mgrun:undo` and `mgrun:irreversible` before a statement");
}

/* A directive inside a statement: the delimiter before it was forgotten. */
static bool
check_inside(Reader *reader, const SqlItem *item)
{
	SqlLexer lexer;
	SqlToken token;

	if (memmem(item->text, item->length, DIRECTIVE, strlen(DIRECTIVE)) == NULL)
		return true;
	sql_lexer_init(&lexer, item->text, item->length, SQL_MODE_DEFAULT);
	while ((token = sql_lexer_next(&lexer)).kind != SQL_TOKEN_END) {
		if (token.kind == SQL_TOKEN_COMMENT && token.length >= strlen(DIRECTIVE) &&
		    memcmp(token.text, DIRECTIVE, strlen(DIRECTIVE)) == 0)
			return fail(reader,
			            "`%.*s` stands inside this statement: end the statement "
			            "with its delimiter (`;`) first",
			            (int)strcspn(token.text, "\r\n"), token.text);
	}
	return true;
}

static bool
add_statement(Reader *reader, const SqlItem *item)
{
	const char *why = NULL;
	bool up = reader->role == SQL_FILE_UP || reader->section == SECTION_UP ||
	          reader->section == SECTION_NONE;
	bool down = reader->role == SQL_FILE_DOWN || reader->section == SECTION_DOWN;

	if (!check_inside(reader, item))
		return false;
	if ((up || down) && !load_statement_allowed(item->text, item->length, &why))
		return fail(reader, "%s", why);
	if (reader->role != SQL_FILE_DOWN && up)
		return add_step(reader, item);
	if (reader->next != NULL)
		return fail(reader, "directives belong to statements of `up`");
	if (down)
		g_ptr_array_add(reader->migration->down, text_of(reader, item));
	else
		g_ptr_array_add(reader->section == SECTION_REQUIRE ? reader->migration->require
		                                                   : reader->migration->verify,
		                check_new(text_of(reader, item), NULL));
	return true;
}

static bool
read_item(Reader *reader, const SqlItem *item)
{
	reader->position = place(item->start);
	if (item->kind == SQL_ITEM_STATEMENT) {
		bool ok = add_statement(reader, item);
		reader->statements_seen = true;
		return ok;
	}
	if (g_str_has_prefix(item->text, DIRECTIVE))
		return read_directive(reader, item->text + strlen(DIRECTIVE));
	const char *words = item->text + strspn(item->text, "-# \t");
	return g_ascii_strncasecmp(words, "mgrun:", strlen("mgrun:")) != 0 ||
	       fail(reader, "a directive is written `" DIRECTIVE "NAME`: two dashes, one blank, "
	                    "lower case");
}

static bool
read_items(Reader *reader, SqlSplitter *splitter)
{
	g_autoptr(GError) problem = NULL;
	SqlItem item;
	SqlNext next;

	while ((next = sql_splitter_next(splitter, &item, &problem)) == SQL_NEXT_ITEM)
		if (!read_item(reader, &item))
			return false;
	if (next == SQL_NEXT_ERROR) {
		g_set_error(reader->error, LOAD_ERROR, LOAD_ERROR_FILE, "%s:%s",
		            reader->source->name, problem->message);
		return false;
	}
	return reader->next == NULL ||
	       fail(reader, "the last directive has no statement to belong to");
}

bool
load_sql_source(Migration *migration, const SourceFile *source, SqlFileRole role, GError **error)
{
	Reader reader = {.migration = migration, .source = source, .role = role, .error = error};
	g_autoptr(SqlSplitter) splitter =
		source->text != NULL ? sql_splitter_new_memory(source->text, source->bytes, NULL,
	                                                       SQL_MODE_DEFAULT)
				     : sql_splitter_new_fd(source->fd, SQL_MODE_DEFAULT);
	bool ok = read_items(&reader, splitter);

	step_free(reader.next);
	return ok;
}
