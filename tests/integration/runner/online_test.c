/*
 * Asks the live server for every case of online_cases.txt, on an empty and on a filled table,
 * and demands exactly what online_predict() says.
 */
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "db/session.h"
#include "planner/online_internal.h"
#include "runner/online_ladder.h"
#include "sql/quote.h"
#include "tests/integration/runner/online_cases.h"

#define SCRATCH "mgrun_online_test"

typedef struct {
	Session *session;
	PlanTarget target;
	GPtrArray *sections;
	bool *reached; /* by row of the server's table */
	guint cases;
	GString *faults;
} Fixture;

/* What a section's table is made of. */
typedef struct {
	Fixture *fixture;
	const OnlineSection *section;
	bool filled;
	bool checks;
} Table;

static void
run_all(Session *session, const GPtrArray *statements, GError **error)
{
	for (guint i = 0; i < statements->len && !*error; i++) {
		g_auto(GStrv) parts = g_strsplit(g_ptr_array_index(statements, i), ";", -1);
		for (char **part = parts; *part && !*error; part++)
			if (*g_strstrip(*part) != '\0' &&
			    !session_exec(session, *part, -1, NULL, error))
				g_prefix_error(error, "%s: ", *part);
	}
}

static bool
make_table(void *data, GError **error)
{
	const Table *table = data;
	Session *session = table->fixture->session;
	g_autoptr(GError) local = NULL;

	if (!session_exec(session, "DROP DATABASE IF EXISTS " SCRATCH, -1, NULL, error) ||
	    !session_exec(session, "CREATE DATABASE " SCRATCH " CHARACTER SET utf8mb4", -1, NULL,
	                  error) ||
	    !session_exec(session, "USE " SCRATCH, -1, NULL, error) ||
	    !session_exec(session, "SET foreign_key_checks = 1", -1, NULL, error))
		return false;
	run_all(session, table->section->setup, &local);
	if (table->filled && !local)
		run_all(session, table->section->fill, &local);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	return table->checks ||
	       session_exec(session, "SET foreign_key_checks = 0", -1, NULL, error);
}

static void
apply_live_table(Fixture *f, Schema *schema, const char *name)
{
	g_autoptr(GPtrArray) problems =
		g_ptr_array_new_with_free_func((GDestroyNotify)schema_problem_free);
	g_autofree char *quoted = sql_quote_name(name);
	g_autofree char *show = g_strdup_printf("SHOW CREATE TABLE %s", quoted);
	g_autoptr(Rows) rows = session_query(f->session, show, NULL);
	g_autoptr(SqlParsed) parsed = NULL;

	assert_non_null(rows);
	assert_true(rows_next(rows));
	parsed = sql_parse(rows_text(rows, 1), rows_length(rows, 1), (SqlMode){0});
	schema_apply(schema, parsed, &f->target, problems);
}

/* The model of the section's tables, from what the server prints of them. */
static Schema *
read_schema(Fixture *f, const OnlineSection *section)
{
	Schema *schema = schema_new(&f->target);

	for (guint i = 0; i < section->setup->len; i++) {
		const char *text = g_ptr_array_index(section->setup, i);
		g_autoptr(SqlParsed) parsed = sql_parse(text, strlen(text), (SqlMode){0});
		if (parsed->table_ddl && g_str_has_prefix(text, "CREATE TABLE"))
			apply_live_table(f, schema, parsed->table_ddl->table);
	}
	return schema;
}

/* How many INSTANT changes the table has behind it. */
static gint64
read_row_versions(Fixture *f)
{
	g_autofree char *value = NULL;

	if (f->target.mariadb)
		return -1;
	value = session_query_value(
		f->session,
		"SELECT TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES "
		"WHERE NAME = '" SCRATCH "/t'",
		NULL);
	return value ? g_ascii_strtoll(value, NULL, 10) : -1;
}

static char *
describe(const OnlineVerdict *verdict)
{
	return g_strdup_printf("%s %s, %s%s%s",
	                       verdict->refused ? "refused"
	                                        : sql_algorithm_name(verdict->algorithm),
	                       sql_lock_name(verdict->lock), online_work_name(verdict->work),
	                       verdict->clause_ignored ? ", clauses ignored" : "", "");
}

/* Reading rows leaves no trace in the ids; a lock cannot be asked for without a clause. */
static bool
agrees(const OnlineVerdict *predicted, const OnlineVerdict *answer)
{
	if (predicted->refused || answer->refused)
		return predicted->refused == answer->refused;
	return predicted->algorithm == answer->algorithm &&
	       predicted->clause_ignored == answer->clause_ignored &&
	       (answer->algorithm == SQL_ALGORITHM_NONE || predicted->lock == answer->lock) &&
	       (answer->work == ONLINE_WORK_UNKNOWN || predicted->work == ONLINE_WORK_CHECK ||
	        predicted->work == answer->work);
}

/* A row is reached by a case whose confirmed answer is the row's own. */
static void
note_rows(Fixture *f, const OnlineStatement *statement, const OnlineVerdict *answer)
{
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(OnlineChange));
	guint count = 0;
	const OnlineRow *rows =
		f->target.mariadb ? online_table_mariadb(&count) : online_table_mysql(&count);

	for (guint i = 0; i < statement->clauses->len; i++)
		online_classify(statement, i, changes);
	for (guint i = 0; i < changes->len; i++) {
		const OnlineRow *row =
			online_table_find(g_array_index(changes, OnlineChange, i).kind, &f->target);
		if (row && row->algorithm == answer->algorithm && row->refused == answer->refused &&
		    (row->algorithm == SQL_ALGORITHM_INSTANT || row->work == answer->work))
			f->reached[row - rows] = true;
	}
}

static void
check_case(Fixture *f, Table *table, const OnlineCase *one, const Schema *schema)
{
	g_autoptr(SqlParsed) parsed =
		sql_parse(one->statement, strlen(one->statement), (SqlMode){0});
	g_autoptr(GArray) references = schema_references_to(schema, "t");
	const OnlineSession session = {.foreign_key_checks = !one->without_checks,
	                               .references = references};
	const OnlineLadder ladder = {f->session, SCRATCH, "t", table, make_table};
	const SchemaTable *before = schema_find_table(schema, "t");
	const OnlineStatement statement = {parsed->table_ddl->clauses, before, &f->target, &session,
	                                   parsed->table_ddl->from_index_statement};
	OnlineVerdict predicted = {0};

	if (parsed->opaque_reason)
		g_string_append_printf(f->faults, "%s: %s: %s\n", table->section->name,
		                       one->statement, parsed->opaque_reason);
	predicted = online_predict(parsed->table_ddl, before, &f->target, &session);
	table->checks = !one->without_checks;
	for (guint filled = 0; filled < (table->section->fill->len > 0 ? 2 : 1); filled++) {
		OnlineVerdict answer = {0};
		g_autoptr(GError) error = NULL;
		g_autofree char *said = describe(&predicted);
		g_autofree char *heard = NULL;

		table->filled = filled == 1;
		if (!online_ladder_climb(&ladder, parsed->table_ddl, one->statement, &answer,
		                         &error)) {
			g_string_append_printf(f->faults, "%s: %s: %s\n", table->section->name,
			                       one->statement, error->message);
			continue;
		}
		heard = describe(&answer);
		if (!agrees(&predicted, &answer))
			g_string_append_printf(
				f->faults, "%s: %.150s\n    predicted %s (%s)\n    %s %s\n",
				table->section->name, one->statement, said, predicted.reason,
				filled ? "filled   " : "empty    ", heard);
		else
			note_rows(f, &statement, &predicted);
	}
	f->cases++;
}

static void
check_section(Fixture *f, const OnlineSection *section)
{
	Table table = {.fixture = f, .section = section, .checks = true};
	g_autoptr(Schema) schema = NULL;
	g_autoptr(GError) error = NULL;
	SchemaTable *copy;

	if (!make_table(&table, &error)) {
		g_string_append_printf(f->faults, "%s: %s\n", section->name, error->message);
		return;
	}
	schema = read_schema(f, section);
	assert_non_null(schema_find_table(schema, "t"));
	copy = schema_table_copy(schema_find_table(schema, "t"));
	copy->statistics.known = true;
	copy->statistics.row_versions = read_row_versions(f);
	schema_take_table(schema, copy);
	for (guint i = 0; i < section->cases->len; i++) {
		const OnlineCase *one = g_ptr_array_index(section->cases, i);
		if (f->target.mariadb ? one->mariadb : one->mysql)
			check_case(f, &table, one, schema);
	}
}

static void
the_server_answers_as_predicted(void **state)
{
	Fixture *f = *state;

	for (guint i = 0; i < f->sections->len; i++) {
		const OnlineSection *section = g_ptr_array_index(f->sections, i);
		const char *only = g_getenv("ONLINE_SECTION");
		if ((f->target.mariadb ? section->mariadb : section->mysql) &&
		    (!only || strcmp(only, section->name) == 0))
			check_section(f, section);
	}
	print_message("%u cases asked\n", f->cases);
	/* cmocka cuts long messages. */
	fputs(f->faults->str, stderr);
	assert_int_equal(f->faults->len, 0);
}

static void
every_measured_row_was_reached(void **state)
{
	Fixture *f = *state;
	guint count = 0;
	const OnlineRow *rows =
		f->target.mariadb ? online_table_mariadb(&count) : online_table_mysql(&count);
	g_autoptr(GString) missed = g_string_new(NULL);

	assert_true(f->cases >= 160);
	for (guint i = 0; i < count; i++)
		if (rows[i].measured && !f->reached[i])
			g_string_append_printf(missed, "%s\n", online_kind_name(rows[i].kind));
	if (missed->len > 0)
		fail_msg("no case has the answer of these rows:\n%s", missed->str);
}

static int
open_fixture(void **state)
{
	const char *socket = g_getenv("MGRUN_TEST_SOCKET");
	ConnectionOptions options = {.socket = (char *)(guintptr)socket,
	                             .user = (char *)(guintptr) "root"};
	Fixture *f = g_new0(Fixture, 1);
	g_autoptr(GError) error = NULL;

	if (!socket)
		fail_msg("start a server first: tests/run.sh does");
	f->session = session_open(&options, "test", NULL, &error);
	if (!f->session)
		fail_msg("%s", error->message);
	f->target.mariadb = session_flavour(f->session)->kind == SERVER_MARIADB;
	f->target.version = session_flavour(f->session)->version;
	f->target.live = true;
	f->sections =
		online_cases_read(TEST_SOURCE_DIR "/tests/integration/runner/online_cases.txt");
	f->reached = g_new0(bool, 1000);
	f->faults = g_string_new(NULL);
	*state = f;
	return 0;
}

static int
close_fixture(void **state)
{
	Fixture *f = *state;
	const bool dropped =
		session_exec(f->session, "DROP DATABASE IF EXISTS " SCRATCH, -1, NULL, NULL);

	session_close(f->session);
	g_ptr_array_unref(f->sections);
	g_string_free(f->faults, TRUE);
	g_free(f->reached);
	g_free(f);
	return dropped ? 0 : 1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_server_answers_as_predicted),
		cmocka_unit_test(every_measured_row_was_reached),
	};
	return cmocka_run_group_tests_name("online", tests, open_fixture, close_fixture);
}
