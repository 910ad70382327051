#include "cmd/plan_words.h"

#include <string.h>

#include "planner/words.h"

/* Characters that a terminal obeys, or that show text in another order than it has. */
static bool
is_unsafe(gunichar letter)
{
	return g_unichar_iscntrl(letter) || letter == 0x2028 || letter == 0x2029 ||
	       letter == 0xFFFE || letter == 0xFFFF || (letter >= 0x202A && letter <= 0x202E) ||
	       (letter >= 0x2066 && letter <= 0x2069) || letter == 0x200E || letter == 0x200F;
}

/* Blanks in a row count as one, and none begins a line. */
static void
append_blank(GString *clean)
{
	if (clean->len > 0 && clean->str[clean->len - 1] != ' ')
		g_string_append_c(clean, ' ');
}

static void
append_letter(GString *clean, gunichar letter, bool lines)
{
	bool blank = letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';

	if (blank && !lines)
		append_blank(clean);
	else if (blank && letter != '\r')
		g_string_append_c(clean, (char)letter);
	else if (!blank && is_unsafe(letter))
		g_string_append_printf(clean, letter < 0x100 ? "\\x%02x" : "\\u%04x", letter);
	else if (!blank)
		g_string_append_unichar(clean, letter);
}

char *
text_clean(const char *text, bool lines)
{
	GString *clean = g_string_new(NULL);
	g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at))
		append_letter(clean, g_utf8_get_char(at), lines);
	while (clean->len > 0 && strchr(" \n", clean->str[clean->len - 1]) != NULL)
		g_string_truncate(clean, clean->len - 1);
	return g_string_free(clean, FALSE);
}

static guint
letter_columns(gunichar letter)
{
	if (g_unichar_iszerowidth(letter))
		return 0;
	return g_unichar_iswide(letter) ? 2 : 1;
}

guint
text_columns(const char *text)
{
	guint columns = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text))
		columns += letter_columns(g_utf8_get_char(text));
	return columns;
}

char *
text_one_line(const char *text, guint columns)
{
	char *line = text_clean(text, false);
	if (text_columns(line) <= columns)
		return line;

	guint room = columns > strlen("...") ? columns - (guint)strlen("...") : 0;
	guint used = 0;
	char *at = line;
	while (used + letter_columns(g_utf8_get_char(at)) <= room) {
		used += letter_columns(g_utf8_get_char(at));
		at = g_utf8_next_char(at);
	}
	*at = '\0';
	char *cut = g_strconcat(line, "...", NULL);
	g_free(line);
	return cut;
}

static void
append_spaces(GString *out, guint count)
{
	g_string_append_printf(out, "%*s", (int)count, "");
}

void
text_append_wrapped(GString *out, guint width, guint indent, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	guint at = indent;

	for (guint i = 0; words[i] != NULL; i++) {
		guint columns = text_columns(words[i]);
		if (at > indent && at + 1 + columns > width) {
			g_string_append_c(out, '\n');
			append_spaces(out, indent);
			at = indent;
		} else if (at > indent) {
			g_string_append_c(out, ' ');
			at++;
		}
		g_string_append(out, words[i]);
		at += columns;
	}
	g_string_append_c(out, '\n');
}

void
text_append_field(GString *out, const FieldLayout *layout, const char *label, const char *text)
{
	g_autofree char *line = text_clean(text, false);
	if (*line == '\0')
		return;

	append_spaces(out, layout->margin);
	g_string_append_printf(out, "%-*s", (int)layout->label_columns, label);
	text_append_wrapped(out, layout->width, layout->margin + layout->label_columns, line);
}

void
text_append_code(GString *out, const FieldLayout *layout, const char *label, const char *code)
{
	g_autofree char *clean = text_clean(code, true);
	if (*clean == '\0')
		return;

	g_auto(GStrv) lines = g_strsplit(clean, "\n", -1);
	append_spaces(out, layout->margin);
	g_string_append_printf(out, "%-*s%s\n", (int)layout->label_columns, label, lines[0]);
	for (guint i = 1; lines[i] != NULL; i++) {
		append_spaces(out, layout->margin + layout->label_columns);
		g_string_append_printf(out, "%s\n", lines[i]);
	}
}

char *
finding_path(const Finding *finding, const PlanRenderOptions *options)
{
	if (finding->file == NULL)
		return NULL;
	if (options->directory == NULL || *options->directory == '\0' ||
	    g_str_equal(options->directory, "."))
		return g_strdup(finding->file);
	return g_build_filename(options->directory, finding->file, NULL);
}

char *
finding_place(const Finding *finding)
{
	if (finding->file == NULL)
		return NULL;
	g_autofree char *file = text_clean(finding->file, false);
	if (finding->position.line == 0)
		return g_steal_pointer(&file);
	if (finding->position.column == 0)
		return g_strdup_printf("%s:%" G_GUINT64_FORMAT, file, finding->position.line);
	return g_strdup_printf("%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, file,
	                       finding->position.line, finding->position.column);
}

static void
append_object(GString *object, const char *kind, const char *name)
{
	if (name == NULL)
		return;
	g_autofree char *clean = text_clean(name, false);
	g_string_append_printf(object, "%s%s`%s`", object->len > 0 ? ", " : "", kind, clean);
}

char *
finding_object(const Finding *finding)
{
	GString *object = g_string_new(NULL);

	append_object(object, finding->column != NULL || finding->index != NULL ? "" : "table ",
	              finding->table);
	append_object(object, "column ", finding->column);
	append_object(object, "index or constraint ", finding->index);
	return g_string_free(object, object->len == 0);
}

const char *
finding_impact_text(const Finding *finding)
{
	const char *text = finding->impact != NULL ? finding->impact : finding->rule->why;
	return text != NULL ? text : "";
}

const char *
finding_fix_text(const Finding *finding)
{
	const char *text = finding->fix != NULL ? finding->fix : finding->rule->fix;
	return text != NULL ? text : "";
}

char *
finding_evidence_text(const Finding *finding)
{
	const FindingEvidence *evidence = &finding->evidence;
	if (evidence->probe_sql == NULL)
		return NULL;
	if (evidence->count == 0)
		return g_strdup("no such row was found");

	g_autofree char *sample = text_one_line(evidence->sample, 200);
	return g_strdup_printf("%" G_GUINT64_FORMAT " row%s or more%s%s", evidence->count,
	                       evidence->count == 1 ? "" : "s", *sample != '\0' ? ", keys " : "",
	                       sample);
}

bool
finding_fails(const Finding *finding, const PlanRenderOptions *options)
{
	return options->gate && !finding->suppressed && finding->severity >= options->fail_on;
}

const char *
severity_alert(Severity severity, const char *least)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
	case SEVERITY_HIGH:
		return "error";
	case SEVERITY_MEDIUM:
		return "warning";
	case SEVERITY_INFO:
		break;
	}
	return least;
}

const char *
severity_heading(Severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return "critical";
	case SEVERITY_HIGH:
		return "high";
	case SEVERITY_MEDIUM:
		return "medium";
	case SEVERITY_INFO:
		break;
	}
	return "optimizations";
}

const char *
plan_algorithm_text(const PlanStatement *statement)
{
	const OnlineVerdict *verdict = &statement->verdict;

	if (!statement->has_verdict || verdict->algorithm == SQL_ALGORITHM_NONE)
		return statement->has_verdict && verdict->refused ? "refused" : "-";
	return verdict->refused ? "refused" : sql_algorithm_name(verdict->algorithm);
}

const char *
plan_lock_text(const PlanStatement *statement)
{
	const OnlineVerdict *verdict = &statement->verdict;

	if (!statement->has_verdict || verdict->refused || verdict->lock == SQL_LOCK_NOT_WRITTEN)
		return "-";
	return sql_lock_name(verdict->lock);
}

const char *
plan_work_text(const PlanStatement *statement)
{
	if (statement->is_new)
		return "new table";
	if (!statement->has_verdict)
		return "-";
	return statement->verdict.refused ? "refused" : online_work_name(statement->verdict.work);
}

const char *
plan_phase_text(PlanPhase phase)
{
	switch (phase) {
	case PHASE_EXPAND:
		return "expand";
	case PHASE_CONTRACT:
		return "contract";
	case PHASE_NEUTRAL:
		break;
	}
	return "";
}

const char *
readiness_text(const Readiness *row)
{
	switch (row->state) {
	case READY_YES:
		return "yes";
	case READY_WARNING:
		return "warning";
	case READY_NO:
		return "no";
	case READY_NOT_CHECKED:
		break;
	}
	return "not checked";
}

/* 4100000 as "4.1 M"; `step` 1000 or 1024. */
static char *
short_number(guint64 number, guint64 step, const char *const *units)
{
	guint unit = 0;
	guint64 rest = 0;

	if (number < step)
		return g_strdup_printf("%" G_GUINT64_FORMAT "%s%s", number,
		                       *units[0] != '\0' ? " " : "", units[0]);
	while (number >= step && units[unit + 1] != NULL) {
		rest = number % step;
		number /= step;
		unit++;
	}
	if (number >= 100)
		return g_strdup_printf("%" G_GUINT64_FORMAT " %s", number, units[unit]);
	return g_strdup_printf("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " %s", number,
	                       rest * 10 / step, units[unit]);
}

char *
plan_rows_text(const PlanStatement *statement)
{
	static const char *const units[] = {"", "k", "M", "G", "T", NULL};

	if (statement->is_new)
		return g_strdup("new");
	return statement->size_known ? short_number(statement->rows, 1000, units) : g_strdup("?");
}

char *
plan_bytes_text(const PlanStatement *statement)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", NULL};

	if (statement->is_new)
		return g_strdup("new");
	return statement->size_known ? short_number(statement->bytes, 1024, units) : g_strdup("?");
}

char *
plan_time_text(const PlanStatement *statement)
{
	if (statement->seconds < 0)
		return g_strdup("?");
	if (statement->seconds == 0)
		return g_strdup("< 1 s");
	if (statement->seconds < 60)
		return g_strdup_printf("%" G_GINT64_FORMAT " s", statement->seconds);
	if (statement->seconds < 3600)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", (statement->seconds + 59) / 60);
	return duration_format((guint64)statement->seconds * 1000);
}

char *
plan_target_text(const Plan *plan)
{
	g_autofree char *text = text_clean(plan->target->text, false);
	return g_strconcat(
		text, plan->target->live ? ", connected" : ", from its version alone (offline)",
		NULL);
}

char *
plan_migration_name(const Migration *migration)
{
	g_autofree char *version = text_clean(migration->version_text, false);
	g_autofree char *name = text_clean(migration->name, false);
	return g_strdup_printf("%s_%s", version, name);
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
plan_tables(const Plan *plan)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *tables = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < plan->statements->len; i++) {
		const PlanStatement *statement = g_ptr_array_index(plan->statements, i);
		const SchemaTable *table =
			statement->after != NULL ? statement->after : statement->before;
		if (table != NULL && g_hash_table_add(seen, table->name))
			g_ptr_array_add(tables, text_clean(table->name, false));
	}
	g_ptr_array_sort(tables, compare_names);
	return tables;
}
