/*
 * definition.h - what a column, index, foreign key or check is, as SQL text
 * defines it. Shared by the parser of table DDL and by the planner's schema model.
 *
 * Plain data with value copies. Names are unquoted. Strings that an object does
 * not have are NULL. Keywords of types are told by enum, everything an author
 * wrote that the enum cannot hold stays as text.
 */
#ifndef MGRUN_SQL_DEFINITION_H
#define MGRUN_SQL_DEFINITION_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	SQL_TYPE_UNKNOWN, /* a type of neither server, or one that mgrun does not know */
	SQL_TYPE_TINYINT,
	SQL_TYPE_SMALLINT,
	SQL_TYPE_MEDIUMINT,
	SQL_TYPE_INT,
	SQL_TYPE_BIGINT,
	SQL_TYPE_DECIMAL,
	SQL_TYPE_FLOAT,
	SQL_TYPE_DOUBLE,
	SQL_TYPE_BIT,
	SQL_TYPE_DATE,
	SQL_TYPE_TIME,
	SQL_TYPE_DATETIME,
	SQL_TYPE_TIMESTAMP,
	SQL_TYPE_YEAR,
	SQL_TYPE_CHAR,
	SQL_TYPE_VARCHAR,
	SQL_TYPE_BINARY,
	SQL_TYPE_VARBINARY,
	SQL_TYPE_TINYTEXT,
	SQL_TYPE_TEXT,
	SQL_TYPE_MEDIUMTEXT,
	SQL_TYPE_LONGTEXT,
	SQL_TYPE_TINYBLOB,
	SQL_TYPE_BLOB,
	SQL_TYPE_MEDIUMBLOB,
	SQL_TYPE_LONGBLOB,
	SQL_TYPE_ENUM,
	SQL_TYPE_SET,
	SQL_TYPE_JSON, /* on MariaDB an alias of LONGTEXT with a check */
	SQL_TYPE_GEOMETRY,
	SQL_TYPE_POINT,
	SQL_TYPE_LINESTRING,
	SQL_TYPE_POLYGON,
	SQL_TYPE_MULTIPOINT,
	SQL_TYPE_MULTILINESTRING,
	SQL_TYPE_MULTIPOLYGON,
	SQL_TYPE_GEOMETRYCOLLECTION,
	SQL_TYPE_VECTOR,
	SQL_TYPE_UUID,  /* MariaDB */
	SQL_TYPE_INET4, /* MariaDB */
	SQL_TYPE_INET6, /* MariaDB */
} SqlTypeKind;

/* A data type. `length` counts characters, bytes, bits or digits, as the type does. */
typedef struct {
	SqlTypeKind kind;
	char *written; /* the type's word, upper case, as it stands: "BOOLEAN", "INTEGER", "NUMERIC"
	                */
	bool has_length; /* a number in parentheses was written */
	guint64 length;  /* M of CHAR(M), VARCHAR(M), INT(M), BIT(M), FLOAT(M,D), DECIMAL(M,D); fsp
	                    of TIME, DATETIME, TIMESTAMP */
	bool has_scale;
	guint scale; /* D */
	bool is_unsigned;
	bool zerofill;
	bool binary;        /* the attribute BINARY of a text type: the charset's _bin collation */
	bool national;      /* NCHAR, NVARCHAR */
	char *charset;      /* as written */
	char *collation;    /* as written */
	GPtrArray *members; /* of ENUM, SET: of owned char *, unquoted; else NULL */
	gint64 srid;        /* of a geometry; -1: none */
} SqlType;

typedef enum {
	SQL_DEFAULT_NONE,       /* no DEFAULT stands there */
	SQL_DEFAULT_NULL,       /* DEFAULT NULL */
	SQL_DEFAULT_LITERAL,    /* a string, number, b'', x'', TRUE, FALSE */
	SQL_DEFAULT_NOW,        /* CURRENT_TIMESTAMP in any of its spellings */
	SQL_DEFAULT_EXPRESSION, /* (expression); on MariaDB also without parentheses */
} SqlDefaultKind;

typedef enum {
	SQL_REFERENTIAL_NONE, /* not written */
	SQL_REFERENTIAL_RESTRICT,
	SQL_REFERENTIAL_CASCADE,
	SQL_REFERENTIAL_SET_NULL,
	SQL_REFERENTIAL_NO_ACTION,
	SQL_REFERENTIAL_SET_DEFAULT,
} SqlReferentialAction;

typedef struct {
	char *name;         /* of the constraint; NULL: the server chooses */
	char *index_name;   /* FOREIGN KEY name (...) */
	GPtrArray *columns; /* of owned char * */
	char *parent_schema;
	char *parent_table;
	GPtrArray *parent_columns; /* of owned char * */
	SqlReferentialAction on_delete;
	SqlReferentialAction on_update;
	char *match;        /* "FULL", "PARTIAL", "SIMPLE" */
	bool if_not_exists; /* MariaDB */
} SqlForeignKey;

typedef struct {
	char *name;       /* NULL: the server chooses */
	char *expression; /* as written, without the outer parentheses */
	bool enforced;
	gsize offset; /* in its statement: the server numbers unnamed checks in this order */
} SqlCheck;

typedef struct {
	char *column;        /* NULL: an expression */
	char *expression;    /* of a functional part, as written, without the outer parentheses */
	guint prefix_length; /* characters or bytes; 0: the whole column */
	bool descending;
} SqlKeyPart;

typedef enum {
	SQL_INDEX_PRIMARY,
	SQL_INDEX_UNIQUE,
	SQL_INDEX_PLAIN,
	SQL_INDEX_FULLTEXT,
	SQL_INDEX_SPATIAL,
	SQL_INDEX_VECTOR, /* MariaDB 11.7 */
} SqlIndexKind;

typedef struct {
	SqlIndexKind kind;
	char *name; /* "PRIMARY" of a primary key; NULL: the server chooses */
	char *constraint_name;
	GPtrArray *parts; /* of owned SqlKeyPart * */
	bool invisible;   /* INVISIBLE; IGNORED on MariaDB */
	char *using;      /* "BTREE", "HASH", "RTREE" */
	char *parser;     /* WITH PARSER */
	char *comment;
	bool if_not_exists; /* MariaDB */
} SqlIndex;

typedef struct {
	char *name;
	SqlType type;
	bool not_null;     /* NOT NULL is written, or PRIMARY KEY or SERIAL says so */
	bool null_written; /* NULL is written */
	SqlDefaultKind default_kind;
	char *default_text;  /* of LITERAL: unquoted; of NOW and EXPRESSION: as written */
	bool default_quoted; /* of LITERAL: it was a string */
	bool auto_increment;
	char *on_update; /* ON UPDATE CURRENT_TIMESTAMP(...), as written */
	char *generated; /* the expression of GENERATED ALWAYS AS */
	bool stored;     /* STORED or PERSISTENT */
	bool invisible;
	bool primary_key;          /* PRIMARY KEY behind the column */
	bool unique_key;           /* UNIQUE [KEY] behind the column */
	GPtrArray *checks;         /* of owned SqlCheck *: behind the column */
	SqlForeignKey *references; /* REFERENCES behind the column; NULL: none */
	char *comment;
} SqlColumn;

typedef struct {
	char *name;
	char *values; /* "LESS THAN (2024)", "IN (1, 2)", as written; NULL for HASH and KEY */
} SqlPartition;

typedef struct {
	char *method; /* "RANGE", "RANGE COLUMNS", "LIST", "HASH", "LINEAR KEY", "SYSTEM_TIME" */
	char *expression;      /* what stands in the parentheses */
	guint count;           /* PARTITIONS n; 0: not written */
	GPtrArray *partitions; /* of owned SqlPartition * */
} SqlPartitioning;

void sql_type_clear(SqlType *type);
void sql_type_copy(const SqlType *type, SqlType *ret_copy); /* `ret_copy` is overwritten */

SqlColumn *sql_column_new(void);
SqlColumn *sql_column_copy(const SqlColumn *column) G_GNUC_WARN_UNUSED_RESULT;
void sql_column_free(SqlColumn *column);

SqlIndex *sql_index_new(SqlIndexKind kind);
SqlIndex *sql_index_copy(const SqlIndex *index) G_GNUC_WARN_UNUSED_RESULT;
void sql_index_free(SqlIndex *index);
void sql_key_part_free(SqlKeyPart *part);

SqlForeignKey *sql_foreign_key_new(void);
SqlForeignKey *sql_foreign_key_copy(const SqlForeignKey *key) G_GNUC_WARN_UNUSED_RESULT;
void sql_foreign_key_free(SqlForeignKey *key);

SqlCheck *sql_check_new(void);
SqlCheck *sql_check_copy(const SqlCheck *check) G_GNUC_WARN_UNUSED_RESULT;
void sql_check_free(SqlCheck *check);

SqlPartitioning *sql_partitioning_new(void);
SqlPartitioning *
sql_partitioning_copy(const SqlPartitioning *partitioning) G_GNUC_WARN_UNUSED_RESULT;
void sql_partitioning_free(SqlPartitioning *partitioning);

/* Families of types, for whoever asks. */
bool sql_type_is_integer(SqlTypeKind kind);
bool sql_type_is_text(SqlTypeKind kind);     /* has a charset: CHAR, VARCHAR, *TEXT, ENUM, SET */
bool sql_type_is_lob(SqlTypeKind kind);      /* *TEXT, *BLOB, JSON, geometries, VECTOR */
bool sql_type_is_temporal(SqlTypeKind kind); /* DATE, TIME, DATETIME, TIMESTAMP, YEAR */
bool sql_type_is_geometry(SqlTypeKind kind);
const char *sql_type_kind_name(SqlTypeKind kind); /* "bigint" */

/* "bigint unsigned", "varchar(255)", "decimal(12,2)", "enum('a','b')": lower case, as
 * information_schema prints it, without charset. Caller frees. */
char *sql_type_format(const SqlType *type) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Read a type from text, as COLUMN_TYPE of information_schema or an author writes it, with
 * charset and other attributes behind it. Unknown words give SQL_TYPE_UNKNOWN.
 */
void sql_type_parse(const char *text, SqlType *ret_type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlColumn, sql_column_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlIndex, sql_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlForeignKey, sql_foreign_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlCheck, sql_check_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlPartitioning, sql_partitioning_free)

#endif
