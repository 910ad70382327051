#include "sql/parse_internal.h"

/* A new clause of the ALTER TABLE at hand, which begins at `offset`. */
SqlClause *
sql_add_clause(SqlParser *parser, gsize offset)
{
	SqlClause *clause = sql_clause_new(SQL_CLAUSE_OPAQUE);

	clause->offset = offset;
	g_ptr_array_add(parser->parsed->table_ddl->clauses, clause);
	return clause;
}

/* A clause that was not understood to its end must not look as if it were. */
bool
sql_end_clause(SqlParser *parser, SqlClause *clause, bool understood)
{
	if (!understood) {
		clause->kind = SQL_CLAUSE_OPAQUE;
		sql_cursor_skip_item(&parser->cursor);
	}
	clause->length =
		parser->cursor.passed > clause->offset ? parser->cursor.passed - clause->offset : 0;
	return understood;
}

/* ADD (a INT, INDEX (a)): a clause for each item. */
static bool
read_add_group(SqlParser *parser, SqlClause *first)
{
	SqlClause *clause = first;
	bool understood = sql_parse_table_item(parser, clause);

	while (understood && sql_cursor_accept_mark(&parser->cursor, ',')) {
		sql_end_clause(parser, clause, true);
		clause = sql_add_clause(parser, sql_parser_offset(parser));
		understood = sql_parse_table_item(parser, clause);
	}
	understood = understood && sql_parser_expect_mark(parser, ')');
	if (!understood)
		clause->kind = SQL_CLAUSE_OPAQUE;
	if (clause != first)
		sql_end_clause(parser, clause, true);
	return understood;
}

static bool
read_versioning(SqlParser *parser, SqlClause *clause, const char *verb)
{
	sql_parser_note(parser, SQL_FEATURE_SYSTEM_VERSIONING);
	clause->kind = SQL_CLAUSE_SYSTEM_VERSIONING;
	clause->value = g_strdup(verb);
	return true;
}

static bool
read_add(SqlParser *parser, SqlClause *clause)
{
	if (sql_parser_accept(parser, "PARTITION"))
		return sql_parse_partition_clause(parser, clause, "ADD");
	if (sql_parser_accept2(parser, "SYSTEM", "VERSIONING"))
		return read_versioning(parser, clause, "ADD");
	bool column = sql_parser_accept(parser, "COLUMN");
	bool tolerant = sql_parser_tolerance(parser, SQL_FEATURE_ADD_COLUMN_IF);
	if (sql_cursor_accept_mark(&parser->cursor, '('))
		return read_add_group(parser, clause);
	if (!column && !tolerant) {
		if (!sql_parse_table_item(parser, clause))
			return false;
	} else {
		clause->kind = SQL_CLAUSE_ADD_COLUMN;
		clause->column = sql_column_new();
		if (!sql_parse_column(parser, clause->column))
			return false;
	}
	clause->tolerant |= tolerant;
	return clause->kind != SQL_CLAUSE_ADD_COLUMN || sql_parse_position(parser, clause);
}

/* The tail of DROP: [IF EXISTS] name. */
static bool
read_dropped(SqlParser *parser, SqlClause *clause, SqlClauseKind kind, SqlFeatureId tolerance)
{
	clause->kind = kind;
	clause->tolerant = sql_parser_tolerance(parser, tolerance);
	return sql_parser_name(parser, &clause->name);
}

static bool
read_dropped_index(SqlParser *parser, SqlClause *clause)
{
	if (!read_dropped(parser, clause, SQL_CLAUSE_DROP_INDEX, SQL_FEATURE_DROP_INDEX_IF))
		return false;
	if (g_ascii_strcasecmp(clause->name, "PRIMARY") == 0)
		clause->kind = SQL_CLAUSE_DROP_PRIMARY_KEY;
	return true;
}

static bool
read_dropped_period(SqlParser *parser, SqlClause *clause)
{
	sql_parser_note(parser, SQL_FEATURE_PERIOD);
	clause->kind = SQL_CLAUSE_SYSTEM_VERSIONING;
	clause->value = g_strdup("DROP");
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_PERIOD);
	return sql_parser_name(parser, &clause->name);
}

static bool
read_drop(SqlParser *parser, SqlClause *clause)
{
	gsize offset = sql_parser_offset(parser);

	if (sql_parser_accept(parser, "PARTITION"))
		return sql_parse_partition_clause(parser, clause, "DROP");
	if (sql_parser_accept(parser, "PRIMARY")) {
		clause->kind = SQL_CLAUSE_DROP_PRIMARY_KEY;
		return sql_parser_expect(parser, "KEY");
	}
	if (sql_parser_accept(parser, "INDEX") || sql_parser_accept(parser, "KEY"))
		return read_dropped_index(parser, clause);
	if (sql_parser_accept2(parser, "FOREIGN", "KEY"))
		return read_dropped(parser, clause, SQL_CLAUSE_DROP_FOREIGN_KEY,
		                    SQL_FEATURE_DROP_FOREIGN_KEY_IF);
	if (sql_parser_accept(parser, "CHECK")) {
		sql_parser_note_at(parser, SQL_FEATURE_DROP_CHECK, offset);
		clause->kind = SQL_CLAUSE_DROP_CHECK;
		return sql_parser_name(parser, &clause->name);
	}
	if (sql_parser_accept(parser, "CONSTRAINT")) {
		sql_parser_note_at(parser, SQL_FEATURE_DROP_CONSTRAINT, offset);
		return read_dropped(parser, clause, SQL_CLAUSE_DROP_CONSTRAINT,
		                    SQL_FEATURE_DROP_CONSTRAINT_IF);
	}
	if (sql_parser_accept2(parser, "SYSTEM", "VERSIONING"))
		return read_versioning(parser, clause, "DROP");
	if (sql_parser_accept2(parser, "PERIOD", "FOR"))
		return read_dropped_period(parser, clause);
	sql_parser_accept(parser, "COLUMN");
	if (!read_dropped(parser, clause, SQL_CLAUSE_DROP_COLUMN, SQL_FEATURE_DROP_COLUMN_IF))
		return false;
	if (!sql_parser_accept(parser, "RESTRICT"))
		sql_parser_accept(parser, "CASCADE");
	return true;
}

static bool
read_modify(SqlParser *parser, SqlClause *clause)
{
	sql_parser_accept(parser, "COLUMN");
	clause->kind = SQL_CLAUSE_MODIFY_COLUMN;
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_MODIFY_COLUMN_IF);
	clause->column = sql_column_new();
	return sql_parse_column(parser, clause->column) && sql_parse_position(parser, clause);
}

static bool
read_change(SqlParser *parser, SqlClause *clause)
{
	sql_parser_accept(parser, "COLUMN");
	clause->kind = SQL_CLAUSE_CHANGE_COLUMN;
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_CHANGE_COLUMN_IF);
	clause->column = sql_column_new();
	return sql_parser_name(parser, &clause->name) && sql_parse_column(parser, clause->column) &&
	       sql_parse_position(parser, clause);
}

/* name TO new_name */
static bool
read_renamed(SqlParser *parser, SqlClause *clause, SqlClauseKind kind, SqlFeatureId feature,
             SqlFeatureId tolerance)
{
	sql_parser_note(parser, feature);
	clause->kind = kind;
	clause->tolerant = sql_parser_tolerance(parser, tolerance);
	return sql_parser_name(parser, &clause->name) && sql_parser_expect(parser, "TO") &&
	       sql_parser_name(parser, &clause->new_name);
}

static bool
read_rename(SqlParser *parser, SqlClause *clause)
{
	if (sql_parser_accept(parser, "COLUMN"))
		return read_renamed(parser, clause, SQL_CLAUSE_RENAME_COLUMN,
		                    SQL_FEATURE_RENAME_COLUMN, SQL_FEATURE_RENAME_COLUMN_IF);
	if (sql_parser_accept(parser, "INDEX") || sql_parser_accept(parser, "KEY"))
		return read_renamed(parser, clause, SQL_CLAUSE_RENAME_INDEX,
		                    SQL_FEATURE_RENAME_INDEX, SQL_FEATURE_RENAME_INDEX_IF);
	clause->kind = SQL_CLAUSE_RENAME_TABLE;
	if (!sql_parser_accept(parser, "TO") && !sql_parser_accept(parser, "AS"))
		sql_parser_skip_equals(parser);
	return sql_parser_table_name(parser, &clause->new_schema, &clause->new_name);
}

static bool
read_altered_index(SqlParser *parser, SqlClause *clause)
{
	clause->kind = SQL_CLAUSE_SET_INDEX_VISIBILITY;
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_ALTER_INDEX_IF);
	if (!sql_parser_name(parser, &clause->name))
		return false;
	gsize offset = sql_parser_offset(parser);
	if (sql_parser_accept(parser, "VISIBLE") || sql_parser_accept2(parser, "NOT", "IGNORED"))
		clause->visible = true;
	else if (!sql_parser_accept(parser, "INVISIBLE") && !sql_parser_expect(parser, "IGNORED"))
		return false;
	bool ignored = g_ascii_strncasecmp(parser->cursor.lexer.text + parser->cursor.passed - 7,
	                                   "IGNORED", 7) == 0;
	sql_parser_note_at(
		parser, ignored ? SQL_FEATURE_IGNORED_INDEX : SQL_FEATURE_INVISIBLE_INDEX, offset);
	return true;
}

/* ALTER CHECK c [NOT] ENFORCED; `value` tells by which word it was called. */
static bool
read_altered_check(SqlParser *parser, SqlClause *clause, const char *word)
{
	clause->kind = SQL_CLAUSE_SET_CHECK_ENFORCED;
	clause->value = g_strdup(word);
	if (!sql_parser_name(parser, &clause->name))
		return false;
	clause->visible = !sql_parser_accept(parser, "NOT");
	return sql_parser_expect(parser, "ENFORCED");
}

static bool
read_altered_column(SqlParser *parser, SqlClause *clause)
{
	sql_parser_accept(parser, "COLUMN");
	clause->tolerant = sql_parser_tolerance(parser, SQL_FEATURE_ALTER_COLUMN_IF);
	if (!sql_parser_name(parser, &clause->name))
		return false;
	if (sql_parser_accept2(parser, "DROP", "DEFAULT")) {
		clause->kind = SQL_CLAUSE_DROP_DEFAULT;
		return true;
	}
	if (!sql_parser_expect(parser, "SET"))
		return false;
	gsize offset = sql_parser_offset(parser);
	if (sql_parser_accept(parser, "DEFAULT")) {
		clause->kind = SQL_CLAUSE_SET_DEFAULT;
		clause->column = sql_column_new();
		clause->column->name = g_strdup(clause->name);
		return sql_parse_default(parser, clause->column);
	}
	clause->kind = SQL_CLAUSE_SET_COLUMN_VISIBILITY;
	clause->visible = sql_parser_accept(parser, "VISIBLE");
	sql_parser_note_at(parser, SQL_FEATURE_SET_COLUMN_VISIBILITY, offset);
	return clause->visible || sql_parser_expect(parser, "INVISIBLE");
}

static bool
read_altered(SqlParser *parser, SqlClause *clause)
{
	gsize offset = sql_parser_offset(parser);

	if (sql_parser_accept(parser, "INDEX") || sql_parser_accept(parser, "KEY"))
		return read_altered_index(parser, clause);
	if (sql_parser_accept(parser, "CHECK")) {
		sql_parser_note_at(parser, SQL_FEATURE_ALTER_CHECK, offset);
		return read_altered_check(parser, clause, "CHECK");
	}
	if (sql_parser_accept(parser, "CONSTRAINT")) {
		sql_parser_note_at(parser, SQL_FEATURE_ALTER_CONSTRAINT, offset);
		return read_altered_check(parser, clause, "CONSTRAINT");
	}
	return read_altered_column(parser, clause);
}

static bool
read_convert(SqlParser *parser, SqlClause *clause)
{
	clause->kind = SQL_CLAUSE_CONVERT_CHARSET;
	if (!sql_parser_expect(parser, "TO"))
		return false;
	if (!sql_parser_accept2(parser, "CHARACTER", "SET") &&
	    !sql_parser_accept2(parser, "CHAR", "SET") && !sql_parser_expect(parser, "CHARSET"))
		return false;
	if (!sql_parser_value(parser, &clause->value))
		return false;
	return !sql_parser_accept(parser, "COLLATE") ||
	       sql_parser_value(parser, &clause->collation);
}

/* The list goes on to the end of the statement: a comma brings a further column. */
static bool
read_order(SqlParser *parser, SqlClause *clause)
{
	g_autofree char *column = NULL;

	clause->kind = SQL_CLAUSE_ORDER_BY;
	if (!sql_parser_expect(parser, "BY"))
		return false;
	do {
		do
			if (!sql_parser_name(parser, &column))
				return false;
		while (sql_cursor_accept_mark(&parser->cursor, '.'));
		if (!sql_parser_accept(parser, "DESC"))
			sql_parser_accept(parser, "ASC");
	} while (sql_cursor_accept_mark(&parser->cursor, ','));
	return true;
}

static bool
read_partition_by(SqlParser *parser, SqlClause *clause)
{
	clause->kind = SQL_CLAUSE_PARTITION_BY;
	clause->partitioning = sql_partitioning_new();
	return sql_parser_expect(parser, "BY") &&
	       sql_parse_partitioning(parser, clause->partitioning);
}

/* Clauses that are two fixed words. */
static bool
accept_plain_clause(SqlParser *parser, SqlClause *clause)
{
	static const struct {
		const char *first, *second;
		SqlClauseKind kind;
	} clauses[] = {
		{"DISABLE", "KEYS", SQL_CLAUSE_DISABLE_KEYS},
		{"ENABLE", "KEYS", SQL_CLAUSE_ENABLE_KEYS},
		{"DISCARD", "TABLESPACE", SQL_CLAUSE_DISCARD_TABLESPACE},
		{"IMPORT", "TABLESPACE", SQL_CLAUSE_IMPORT_TABLESPACE},
		{"REMOVE", "PARTITIONING", SQL_CLAUSE_REMOVE_PARTITIONING},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(clauses); i++)
		if (sql_parser_accept2(parser, clauses[i].first, clauses[i].second)) {
			clause->kind = clauses[i].kind;
			return true;
		}
	if (!sql_parser_accept(parser, "FORCE"))
		return false;
	clause->kind = SQL_CLAUSE_FORCE;
	return true;
}

static bool
accept_partition_clause(SqlParser *parser, SqlClause *clause, bool *ret_understood)
{
	static const char *const verbs[] = {"TRUNCATE", "COALESCE", "REORGANIZE", "EXCHANGE",
	                                    "ANALYZE",  "CHECK",    "OPTIMIZE",   "REBUILD",
	                                    "REPAIR",   "DISCARD",  "IMPORT",     NULL};

	for (int i = 0; verbs[i] != NULL; i++)
		if (sql_parser_accept2(parser, verbs[i], "PARTITION")) {
			*ret_understood = sql_parse_partition_clause(parser, clause, verbs[i]);
			return true;
		}
	return false;
}

/* What may also stand behind another clause without a comma. */
bool
sql_parse_trailing_clause(SqlParser *parser, SqlClause *clause, bool *ret_found)
{
	if (sql_parser_accept(parser, "PARTITION")) {
		*ret_found = true;
		return read_partition_by(parser, clause);
	}
	if (sql_parser_accept2(parser, "REMOVE", "PARTITIONING")) {
		*ret_found = true;
		clause->kind = SQL_CLAUSE_REMOVE_PARTITIONING;
		return true;
	}
	return sql_parse_option(parser, clause, ret_found);
}

bool
sql_parse_clause(SqlParser *parser, SqlClause *clause)
{
	static const struct {
		const char *word;
		bool (*read)(SqlParser *parser, SqlClause *clause);
	} clauses[] = {
		{"ADD", read_add},       {"DROP", read_drop},       {"MODIFY", read_modify},
		{"CHANGE", read_change}, {"RENAME", read_rename},   {"ALTER", read_altered},
		{"ORDER", read_order},   {"CONVERT", read_convert},
	};
	bool understood = true;
	bool found = false;

	for (gsize i = 0; i < G_N_ELEMENTS(clauses); i++)
		if (sql_parser_accept(parser, clauses[i].word))
			return clauses[i].read(parser, clause);
	if (accept_plain_clause(parser, clause) ||
	    accept_partition_clause(parser, clause, &understood))
		return understood;
	understood = sql_parse_trailing_clause(parser, clause, &found);
	return found ? understood : sql_parser_fail(parser);
}
