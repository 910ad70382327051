/*
 * online_table.h - the data table of the online-DDL model. Private to planner/.
 *
 * A row says what one server does with one kind of change, alone. Measured rows were
 * said by MySQL 9.7.4 or MariaDB 10.11.19 (tests/integration/runner/online_test.c asks
 * them again); the others stand in the manuals. Of several rows of one kind the one with
 * the newest `since` that is not newer than the server counts.
 */
#ifndef MGRUN_PLANNER_ONLINE_TABLE_H
#define MGRUN_PLANNER_ONLINE_TABLE_H

#include "planner/online.h"

/* Kinds of change. A clause makes one or more of them. */
typedef enum {
	ONLINE_ADD_COLUMN_LAST,        /* ADD COLUMN as the last column */
	ONLINE_ADD_COLUMN_BETWEEN,     /* ADD COLUMN FIRST or AFTER */
	ONLINE_ADD_COLUMN_CONSTANT,    /* ADD COLUMN DEFAULT (constant expression) */
	ONLINE_ADD_COLUMN_EXPRESSION,  /* ADD COLUMN DEFAULT (expression) */
	ONLINE_ADD_COLUMN_UNSAFE,      /* ADD COLUMN DEFAULT with a function of ever new values */
	ONLINE_ADD_COLUMN_AUTO,        /* ADD COLUMN AUTO_INCREMENT */
	ONLINE_ADD_VIRTUAL,            /* ADD COLUMN VIRTUAL */
	ONLINE_ADD_STORED,             /* ADD COLUMN STORED */
	ONLINE_COLUMN_CHECK,           /* CHECK behind a column */
	ONLINE_DROP_COLUMN,            /* DROP COLUMN */
	ONLINE_DROP_COLUMN_INDEXED,    /* DROP COLUMN with its own index */
	ONLINE_DROP_COLUMN_PART,       /* DROP COLUMN that is part of an index */
	ONLINE_DROP_COLUMN_KEY,        /* DROP COLUMN of the clustered key */
	ONLINE_DROP_COLUMN_KEY_PART,   /* DROP COLUMN that is part of the clustered key */
	ONLINE_DROP_VIRTUAL,           /* DROP COLUMN of a virtual column */
	ONLINE_DROP_VIRTUAL_INDEXED,   /* DROP COLUMN of an indexed virtual column */
	ONLINE_RENAME_COLUMN,          /* RENAME COLUMN */
	ONLINE_RENAME_REFERENCED,      /* RENAME COLUMN that a foreign key references */
	ONLINE_MODIFY_NOTHING,         /* MODIFY COLUMN of default, comment or visibility only */
	ONLINE_SET_DEFAULT,            /* SET DEFAULT, DROP DEFAULT */
	ONLINE_COLUMN_VISIBILITY,      /* visibility of a column */
	ONLINE_REORDER,                /* column moved */
	ONLINE_REORDER_VIRTUAL,        /* virtual column moved */
	ONLINE_TYPE_CHANGE,            /* change of type */
	ONLINE_VARCHAR_GROWTH,         /* VARCHAR made longer */
	ONLINE_VARCHAR_BYTE,           /* VARCHAR made longer across 255 bytes */
	ONLINE_VARCHAR_BYTE_SHORT,     /* VARCHAR of up to 127 bytes made longer across 255 */
	ONLINE_VARCHAR_BYTE_REDUNDANT, /* VARCHAR made longer across 255 bytes, ROW_FORMAT=REDUNDANT
	                                */
	ONLINE_TEXT_SHRINK,            /* text column made shorter */
	ONLINE_COLLATION,              /* collation of an unindexed column */
	ONLINE_COLLATION_INDEXED,      /* collation of an indexed column */
	ONLINE_COLLATION_KEY,          /* collation of a primary key column */
	ONLINE_CHARSET_WIDER,          /* utf8mb3 to utf8mb4 of an unindexed column */
	ONLINE_CHARSET_WIDER_INDEXED,  /* utf8mb3 to utf8mb4 of an indexed column */
	ONLINE_CHARSET_CHANGE,         /* change of character set */
	ONLINE_ENUM_APPEND,            /* ENUM or SET members appended */
	ONLINE_ENUM_STORAGE,           /* ENUM or SET that needs more bytes */
	ONLINE_ENUM_CHANGE,            /* ENUM or SET members removed, renamed or moved */
	ONLINE_ENUM_CHARSET,           /* charset or collation of an ENUM or SET */
	ONLINE_TO_NOT_NULL,            /* NULL to NOT NULL */
	ONLINE_TO_NOT_NULL_GENERATED,  /* NULL to NOT NULL beside generated columns */
	ONLINE_TO_NULL,                /* NOT NULL to NULL */
	ONLINE_TO_NULL_REDUNDANT,      /* NOT NULL to NULL, ROW_FORMAT=REDUNDANT */
	ONLINE_AUTO_ON,                /* AUTO_INCREMENT put on a column */
	ONLINE_AUTO_OFF,               /* AUTO_INCREMENT taken from a column */
	ONLINE_VIRTUAL_EXPRESSION,     /* expression of a virtual column */
	ONLINE_STORED_EXPRESSION,      /* expression of a stored column */
	ONLINE_STORED_SAME,            /* MODIFY of a stored generated column */
	ONLINE_STORED_PLAIN,           /* between a stored generated and a plain column */
	ONLINE_VIRTUAL_PLAIN,          /* between a virtual and another column */
	ONLINE_ADD_INDEX,              /* ADD INDEX */
	ONLINE_ADD_UNIQUE,             /* ADD UNIQUE */
	ONLINE_ADD_UNIQUE_CLUSTERED,   /* first UNIQUE NOT NULL of a table without primary key */
	ONLINE_ADD_FULLTEXT_FIRST,     /* first FULLTEXT index */
	ONLINE_ADD_FULLTEXT_NEXT,      /* further FULLTEXT index */
	ONLINE_ADD_SPATIAL,            /* ADD SPATIAL INDEX */
	ONLINE_ADD_FUNCTIONAL,         /* ADD INDEX on an expression */
	ONLINE_ADD_FUNCTIONAL_UNIQUE,  /* ADD UNIQUE on an expression */
	ONLINE_ADD_INDEX_NEW_VIRTUAL,  /* ADD INDEX on a virtual column of the same statement */
	ONLINE_ADD_UNIQUE_NEW_VIRTUAL, /* ADD UNIQUE on a virtual column of the same statement */
	ONLINE_ADD_VECTOR,             /* ADD VECTOR INDEX */
	ONLINE_DROP_INDEX,             /* DROP INDEX */
	ONLINE_DROP_INDEX_STATEMENT,   /* DROP INDEX ... ON */
	ONLINE_DROP_CLUSTERED,         /* DROP INDEX of the unique index that orders the rows */
	ONLINE_DROP_CLUSTERED_NEXT, /* DROP INDEX of the unique index that orders the rows; another
	                               takes its place */
	ONLINE_SAME_INDEX,          /* index dropped and added as it was */
	ONLINE_SAME_INDEX_USING,    /* index dropped and added with USING */
	ONLINE_SAME_INDEX_RENAMED,  /* index dropped and added under another name */
	ONLINE_SAME_INDEX_COMMENT,  /* index dropped and added with another comment */
	ONLINE_RENAME_INDEX,        /* RENAME INDEX */
	ONLINE_INDEX_VISIBILITY,    /* visibility of an index */
	ONLINE_ADD_PRIMARY,         /* ADD PRIMARY KEY */
	ONLINE_REPLACE_PRIMARY,     /* DROP PRIMARY KEY and ADD PRIMARY KEY */
	ONLINE_DROP_PRIMARY,        /* DROP PRIMARY KEY alone */
	ONLINE_SAME_PRIMARY,        /* primary key dropped and added as it was */
	ONLINE_ADD_FOREIGN,         /* ADD FOREIGN KEY, checked */
	ONLINE_ADD_FOREIGN_UNCHECKED, /* ADD FOREIGN KEY, foreign_key_checks=0 */
	ONLINE_DROP_FOREIGN,          /* DROP FOREIGN KEY */
	ONLINE_ADD_CHECK,             /* ADD CHECK */
	ONLINE_ADD_CHECK_OFF,         /* ADD CHECK NOT ENFORCED */
	ONLINE_DROP_CHECK,            /* DROP CHECK */
	ONLINE_CHECK_ON,              /* CHECK put to ENFORCED */
	ONLINE_CHECK_OFF,             /* CHECK put to NOT ENFORCED */
	ONLINE_RENAME_TABLE,          /* RENAME TO */
	ONLINE_OPTION_METADATA,       /* table option kept in the dictionary */
	ONLINE_OPTION_REBUILD,        /* ROW_FORMAT, KEY_BLOCK_SIZE */
	ONLINE_OPTION_TABLESPACE,     /* TABLESPACE */
	ONLINE_OPTION_ENCRYPTION,     /* ENCRYPTION turned on */
	ONLINE_ENGINE_SAME,           /* ENGINE, unchanged */
	ONLINE_ENGINE_OTHER,          /* change of ENGINE */
	ONLINE_FORCE,                 /* FORCE */
	ONLINE_CONVERT_NOTHING,       /* CONVERT TO without an effect on columns */
	ONLINE_CONVERT_CHAR,          /* CONVERT TO with CHAR columns */
	ONLINE_ORDER_BY,              /* ORDER BY */
	ONLINE_KEYS_SWITCH,           /* DISABLE KEYS, ENABLE KEYS */
	ONLINE_TABLESPACE_FILE,       /* DISCARD or IMPORT TABLESPACE */
	ONLINE_PARTITION_BY,          /* PARTITION BY */
	ONLINE_REMOVE_PARTITIONING,   /* REMOVE PARTITIONING */
	ONLINE_PARTITION_ADD,         /* ADD PARTITION of RANGE or LIST */
	ONLINE_PARTITION_ADD_HASH,    /* ADD PARTITION of HASH or KEY */
	ONLINE_PARTITION_DROP,        /* DROP PARTITION */
	ONLINE_PARTITION_TRUNCATE,    /* TRUNCATE PARTITION */
	ONLINE_PARTITION_COALESCE,    /* COALESCE PARTITION */
	ONLINE_PARTITION_REORGANIZE,  /* REORGANIZE PARTITION */
	ONLINE_PARTITION_EXCHANGE,    /* EXCHANGE PARTITION */
	ONLINE_PARTITION_REBUILD,     /* REBUILD PARTITION */
	ONLINE_PARTITION_OPTIMIZE,    /* OPTIMIZE PARTITION */
	ONLINE_PARTITION_CHECK,       /* ANALYZE or CHECK PARTITION */
	ONLINE_PARTITION_REPAIR,      /* REPAIR PARTITION */
	ONLINE_SYSTEM_VERSIONING,     /* SYSTEM VERSIONING */
	ONLINE_OTHER_ENGINE,          /* change of a table of another engine */
	ONLINE_NOT_UNDERSTOOD,        /* clause that was not understood */
	ONLINE_NOT_KNOWN,             /* change of a table that is not known */
	ONLINE_KINDS,
} OnlineKind;

typedef struct {
	OnlineKind kind;
	guint since; /* the first version that it holds for; 0: every one that mgrun knows */
	SqlAlgorithm algorithm;
	SqlLock lock;
	OnlineWork work; /* of an INSTANT row: the work when the statement cannot be INSTANT */
	bool refused;
	bool ignored;  /* ALGORITHM and LOCK are parsed and ignored */
	bool measured; /* on a live server; else from the manual */
	const char *reason;
} OnlineRow;

/* The row of a kind for the target; NULL: the target has no such change. */
const OnlineRow *online_table_find(OnlineKind kind, const PlanTarget *target);

/* All rows of a server kind, for the test that reaches each of them. */
const OnlineRow *online_table_mysql(guint *ret_count);
const OnlineRow *online_table_mariadb(guint *ret_count);

const char *online_kind_name(OnlineKind kind); /* "ADD COLUMN as the last column" */

#endif
