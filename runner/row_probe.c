#include "runner/row_probe.h"

#define MOST_MS      2000
#define MOST_SAMPLES 3
#define MOST_WIDTH   3 /* columns of a sample: keys stand first */

struct RowProbe {
	Session *session;
	const Schema *schema;
	const PlanPolicy *policy;
	GPtrArray *queries; /* of owned QueryDigest *; NULL: not read */
	char *queries_why;  /* why they cannot be read */
};

static bool
is_mariadb(const Session *session)
{
	return session_flavour(session)->kind == SERVER_MARIADB;
}

/* Bound every query, and let none of them write. */
static bool
prepare(Session *session, GError **error)
{
	g_autofree char *bound =
		is_mariadb(session)
			? g_strdup_printf("SET SESSION max_statement_time = %d", MOST_MS / 1000)
			: g_strdup_printf("SET SESSION max_execution_time = %d", MOST_MS);

	return session_exec(session, bound, -1, NULL, error) &&
	       session_exec(session, "SET SESSION TRANSACTION READ ONLY", -1, NULL, error) &&
	       session_exec(session, "SET SESSION lock_wait_timeout = 1", -1, NULL, error) &&
	       session_exec(session, "SET SESSION innodb_lock_wait_timeout = 1", -1, NULL, error);
}

RowProbe *
row_probe_new(Session *take_session, const Schema *schema, const PlanPolicy *policy, GError **error)
{
	g_autoptr(Session) session = take_session;

	if (!prepare(session, error))
		return NULL;
	RowProbe *probe = g_new0(RowProbe, 1);
	probe->session = g_steal_pointer(&session);
	probe->schema = schema;
	probe->policy = policy;
	return probe;
}

void
row_probe_free(RowProbe *probe)
{
	if (probe == NULL)
		return;
	session_close(probe->session);
	g_clear_pointer(&probe->queries, g_ptr_array_unref);
	g_free(probe->queries_why);
	g_free(probe);
}

static bool
is_big(const SchemaTable *table, const PlanPolicy *policy)
{
	const SchemaStatistics *statistics = &table->statistics;

	return statistics->known &&
	       (statistics->rows >= policy->big_rows ||
	        statistics->data_bytes + statistics->index_bytes >= policy->big_bytes);
}

static bool
is_led_by(const SchemaTable *table, const char *column)
{
	for (guint i = 0; i < table->indexes->len; i++) {
		const SqlIndex *index = g_ptr_array_index(table->indexes, i);
		const SqlKeyPart *first =
			index->parts->len > 0 ? g_ptr_array_index(index->parts, 0) : NULL;
		if (first != NULL && first->column != NULL &&
		    g_ascii_strcasecmp(first->column, column) == 0)
			return true;
	}
	return false;
}

static bool
would_take_long(const RowProbe *probe, const char *name, const char *column)
{
	const SchemaTable *table = schema_find_table(probe->schema, name);

	return !probe->policy->deep && table != NULL && column != NULL &&
	       is_big(table, probe->policy) && !is_led_by(table, column);
}

static char *
sample_of(Rows *rows)
{
	g_autoptr(GString) sample = g_string_new(NULL);

	for (guint i = 0; i < MOST_SAMPLES && rows_next(rows); i++) {
		if (i > 0)
			g_string_append(sample, "; ");
		for (guint column = 0; column < MIN(rows_width(rows), MOST_WIDTH); column++) {
			const char *text = rows_text(rows, column);
			g_autofree char *shown =
				g_utf8_make_valid(text != NULL ? text : "NULL", -1);
			g_string_append_printf(sample, "%s%.40s", column > 0 ? ", " : "", shown);
		}
	}
	return g_string_free(g_steal_pointer(&sample), FALSE);
}

void
row_probe_ask(void *data, const char *table, const char *column, const char *sql,
              ProbeAnswer *ret_answer)
{
	RowProbe *probe = data;
	g_autoptr(GError) problem = NULL;

	if (would_take_long(probe, table, column)) {
		ret_answer->outcome = PROBE_SKIPPED;
		ret_answer->why = g_strdup_printf(
			"no index leads `%s`.`%s`, a big table: --deep looks all the same", table,
			column);
		return;
	}
	g_autoptr(Rows) rows = session_query(probe->session, sql, &problem);
	if (rows == NULL) {
		ret_answer->outcome = PROBE_FAILED;
		ret_answer->why =
			g_strdup_printf("a look at `%s` failed: %s", table, problem->message);
		return;
	}
	ret_answer->count = rows_count(rows);
	ret_answer->outcome = ret_answer->count > 0 ? PROBE_FOUND : PROBE_CLEAN;
	if (ret_answer->count > 0)
		ret_answer->sample = sample_of(rows);
}

/* Column numbers of EXPLAIN's table, which differ between the servers. */
typedef struct {
	guint type;
	guint rows;
} ExplainColumns;

gint64
row_probe_explain(void *data, const char *sql, bool *ret_full_scan)
{
	RowProbe *probe = data;
	bool mariadb = is_mariadb(probe->session);
	const ExplainColumns columns = mariadb ? (ExplainColumns){3, 8} : (ExplainColumns){4, 9};
	g_autofree char *text =
		g_strconcat(mariadb ? "EXPLAIN " : "EXPLAIN FORMAT=TRADITIONAL ", sql, NULL);
	gint64 most = -1;

	*ret_full_scan = false;
	/*
	 * MySQL refuses EXPLAIN of DML in a read-only transaction (1792). What a stored function
	 * in a constant subquery may write while it is optimised is rolled back.
	 */
	if (!session_exec(probe->session, "START TRANSACTION READ WRITE", -1, NULL, NULL))
		return most;
	g_autoptr(Rows) rows = session_query(probe->session, text, NULL);
	while (rows != NULL && rows_next(rows)) {
		const char *type = rows_text(rows, columns.type);
		most = MAX(most, (gint64)rows_uint(rows, columns.rows));
		if (type != NULL && (g_str_equal(type, "ALL") || g_str_equal(type, "index")))
			*ret_full_scan = true;
	}
	return session_exec(probe->session, "ROLLBACK", -1, NULL, NULL) ? most : -1;
}

/* ---- statements that the server has counted */

/* Statements that read little are left out, so that the limit cuts none that matter. */
#define QUERIES                                                                                    \
	"SELECT DIGEST_TEXT, COUNT_STAR, SUM_ROWS_EXAMINED, SUM_ROWS_SENT + SUM_ROWS_AFFECTED, "   \
	"SUM_SORT_ROWS FROM performance_schema.events_statements_summary_by_digest "               \
	"WHERE SCHEMA_NAME = DATABASE() AND COUNT_STAR >= 10 "                                     \
	"AND SUM_ROWS_EXAMINED >= 100 * COUNT_STAR AND DIGEST_TEXT LIKE '% WHERE %' "              \
	"ORDER BY SUM_TIMER_WAIT DESC LIMIT 200"

static void
query_digest_free(gpointer data)
{
	QueryDigest *digest = data;

	g_free(digest->text);
	g_free(digest);
}

static char *
read_queries(RowProbe *probe)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *on =
		session_query_value(probe->session, "SELECT @@performance_schema", &problem);

	if (g_strcmp0(on, "0") == 0)
		return g_strdup("statements were not looked at: performance_schema is OFF");
	g_autoptr(Rows) rows = on != NULL ? session_query(probe->session, QUERIES, &problem) : NULL;
	if (rows == NULL)
		return g_strdup_printf("statements were not looked at: %s", problem->message);
	probe->queries = g_ptr_array_new_with_free_func(query_digest_free);
	while (rows_next(rows)) {
		QueryDigest *digest = g_new0(QueryDigest, 1);
		digest->text = g_strdup(rows_text(rows, 0));
		digest->executions = rows_uint(rows, 1);
		digest->rows_examined = rows_uint(rows, 2);
		digest->rows_given = rows_uint(rows, 3);
		digest->rows_sorted = rows_uint(rows, 4);
		g_ptr_array_add(probe->queries, digest);
	}
	return NULL;
}

const GPtrArray *
row_probe_queries(void *data, const char **ret_why)
{
	RowProbe *probe = data;

	if (probe->queries == NULL && probe->queries_why == NULL)
		probe->queries_why = read_queries(probe);
	*ret_why = probe->queries_why;
	return probe->queries;
}
