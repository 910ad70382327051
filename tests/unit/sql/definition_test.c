#include "tests/unit/test.h"

#include "sql/definition.h"
#include "sql/parse.h"
#include "tests/unit/sql/definition_text.h"

static void
types_are_printed_as_information_schema_does(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *text;
		SqlTypeKind kind;
		const char *printed;
	} cases[] = {
		{"BIGINT UNSIGNED", SQL_TYPE_BIGINT, "bigint unsigned"},
		{"int(11)", SQL_TYPE_INT, "int(11)"},
		{"INTEGER(5) ZEROFILL", SQL_TYPE_INT, "int(5) unsigned zerofill"},
		{"INT1", SQL_TYPE_TINYINT, "tinyint"},
		{"MIDDLEINT", SQL_TYPE_MEDIUMINT, "mediumint"},
		{"BOOLEAN", SQL_TYPE_TINYINT, "tinyint(1)"},
		{"DEC", SQL_TYPE_DECIMAL, "decimal(10,0)"},
		{"NUMERIC(5)", SQL_TYPE_DECIMAL, "decimal(5,0)"},
		{"FIXED(12,2)", SQL_TYPE_DECIMAL, "decimal(12,2)"},
		{"FLOAT(10)", SQL_TYPE_FLOAT, "float"},
		{"FLOAT(30)", SQL_TYPE_DOUBLE, "double"},
		{"FLOAT4", SQL_TYPE_FLOAT, "float"},
		{"DOUBLE PRECISION(9,2)", SQL_TYPE_DOUBLE, "double(9,2)"},
		{"REAL", SQL_TYPE_DOUBLE, "double"},
		{"BIT", SQL_TYPE_BIT, "bit(1)"},
		{"CHAR", SQL_TYPE_CHAR, "char(1)"},
		{"CHARACTER VARYING(9)", SQL_TYPE_VARCHAR, "varchar(9)"},
		{"NATIONAL VARCHAR(9)", SQL_TYPE_VARCHAR, "varchar(9)"},
		{"NCHAR VARYING(9)", SQL_TYPE_VARCHAR, "varchar(9)"},
		{"CHAR BYTE", SQL_TYPE_BINARY, "binary(1)"},
		{"LONG VARCHAR", SQL_TYPE_MEDIUMTEXT, "mediumtext"},
		{"LONG", SQL_TYPE_MEDIUMTEXT, "mediumtext"},
		{"LONG VARBINARY", SQL_TYPE_MEDIUMBLOB, "mediumblob"},
		{"DATETIME(6)", SQL_TYPE_DATETIME, "datetime(6)"},
		{"TIMESTAMP", SQL_TYPE_TIMESTAMP, "timestamp"},
		{"enum('a','b''c','d\\\\e')", SQL_TYPE_ENUM, "enum('a','b''c','d\\\\e')"},
		{"SET('x') CHARACTER SET latin1", SQL_TYPE_SET, "set('x')"},
		{"geometrycollection", SQL_TYPE_GEOMETRYCOLLECTION, "geomcollection"},
		{"VECTOR(3)", SQL_TYPE_VECTOR, "vector(3)"},
		{"UUID", SQL_TYPE_UUID, "uuid"},
		{"mystery", SQL_TYPE_UNKNOWN, "mystery"},
		{"boolenum(7)", SQL_TYPE_UNKNOWN, "boolenum(7)"},
		{"", SQL_TYPE_UNKNOWN, ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		SqlType type;
		sql_type_parse(cases[i].text, &type);
		g_autofree char *printed = sql_type_format(&type);
		assert_int_equal(type.kind, cases[i].kind);
		assert_string_equal(printed, cases[i].printed);
		sql_type_clear(&type);
	}
}

static void
types_keep_what_was_written(void **state G_GNUC_UNUSED)
{
	SqlType type;

	sql_type_parse("varchar(5) character set latin1 collate latin1_bin", &type);
	assert_string_equal(type.written, "VARCHAR");
	assert_string_equal(type.charset, "latin1");
	assert_string_equal(type.collation, "latin1_bin");
	assert_int_equal(type.srid, -1);
	sql_type_clear(&type);
}

static void
families_have_their_members(void **state G_GNUC_UNUSED)
{
	assert_true(sql_type_is_integer(SQL_TYPE_MEDIUMINT));
	assert_false(sql_type_is_integer(SQL_TYPE_DECIMAL));
	assert_true(sql_type_is_text(SQL_TYPE_ENUM));
	assert_false(sql_type_is_text(SQL_TYPE_BLOB));
	assert_false(sql_type_is_text(SQL_TYPE_JSON));
	assert_true(sql_type_is_lob(SQL_TYPE_JSON));
	assert_true(sql_type_is_lob(SQL_TYPE_TINYTEXT));
	assert_false(sql_type_is_lob(SQL_TYPE_VARCHAR));
	assert_true(sql_type_is_temporal(SQL_TYPE_YEAR));
	assert_false(sql_type_is_temporal(SQL_TYPE_BIT));
	assert_true(sql_type_is_geometry(SQL_TYPE_POINT));
	assert_false(sql_type_is_geometry(SQL_TYPE_JSON));
	assert_string_equal(sql_type_kind_name(SQL_TYPE_BIGINT), "bigint");
}

static void
copies_say_the_same(void **state G_GNUC_UNUSED)
{
	static const char sql[] =
		"CREATE TABLE t (a ENUM('x','y') CHARSET latin1 DEFAULT 'x' CHECK (a > 1) "
		"REFERENCES p (id) COMMENT 'c', KEY k (a(3) DESC, b) COMMENT 'd', FOREIGN KEY "
		"(a) REFERENCES q (x, y) MATCH FULL, CONSTRAINT c CHECK (1) NOT ENFORCED) "
		"PARTITION BY LIST (a) (PARTITION p VALUES IN (1))";
	g_autoptr(SqlParsed) parsed = sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT);
	const SqlTableDdl *ddl = parsed->table_ddl;
	g_autoptr(SqlColumn) column = sql_column_copy(g_ptr_array_index(ddl->columns, 0));
	g_autoptr(SqlIndex) index = sql_index_copy(g_ptr_array_index(ddl->indexes, 0));
	g_autoptr(SqlForeignKey) key =
		sql_foreign_key_copy(g_ptr_array_index(ddl->foreign_keys, 0));
	g_autoptr(SqlCheck) check = sql_check_copy(g_ptr_array_index(ddl->checks, 0));
	g_autoptr(SqlPartitioning) partitioning = sql_partitioning_copy(ddl->partitioning);
	g_autoptr(GString) text = g_string_new(NULL);

	g_clear_pointer(&parsed, sql_parsed_free);
	text_column(text, column);
	text_index(text, index);
	text_foreign_key(text, key);
	text_check(text, check);
	text_partitioning(text, partitioning);
	assert_string_equal(text->str,
	                    "a:enum('x','y') charset=latin1 default-literal='x' check ?[a > 1] "
	                    "fk ?(a)>p(id) comment=cindex k(a/3-,b) comment=dfk ?(a)>q(x,y) "
	                    "match=FULLcheck c[1] not-enforcedLIST[a] p values=IN (1)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_printed_as_information_schema_does),
		cmocka_unit_test(types_keep_what_was_written),
		cmocka_unit_test(families_have_their_members),
		cmocka_unit_test(copies_say_the_same),
	};
	return cmocka_run_group_tests_name("definition", tests, NULL, NULL);
}
