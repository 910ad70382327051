#include "db/error.h"

#include <string.h>

G_DEFINE_QUARK(db_error, db_error)

#define STATE_MARK              ", SQLSTATE "
#define UNKNOWN_VIEW_IN_MARIADB 4092 /* MySQL: too many instant changes of a table */

typedef struct {
	guint number;
	DbErrorCode code;
} ErrorClass;

/* Sorted by class, not by number: it is read by people and searched once an error. */
static const ErrorClass error_classes[] = {
	{1040, DB_ERROR_CONNECT}, /* too many connections */
	{1129, DB_ERROR_CONNECT}, /* host is blocked */
	{1130, DB_ERROR_ACCESS},  /* host is not allowed to connect */
	{1203, DB_ERROR_CONNECT}, /* too many connections of the user */
	{2002, DB_ERROR_CONNECT},
	{2003, DB_ERROR_CONNECT},
	{2005, DB_ERROR_CONNECT}, /* unknown host */
	{2012, DB_ERROR_CONNECT},
	{2026, DB_ERROR_CONNECT}, /* TLS */
	{1045, DB_ERROR_ACCESS},
	{1251, DB_ERROR_ACCESS}, /* authentication protocol */
	{1524, DB_ERROR_ACCESS}, /* authentication plugin is not loaded */
	{1698, DB_ERROR_ACCESS},
	{1862, DB_ERROR_ACCESS}, /* password has expired */
	{1820, DB_ERROR_ACCESS},
	{2054, DB_ERROR_ACCESS},
	{2058, DB_ERROR_ACCESS},
	{2059, DB_ERROR_ACCESS}, /* plugin cannot be loaded */
	{2061, DB_ERROR_ACCESS}, /* the plugin wants a secure connection */
	{5010, DB_ERROR_ACCESS}, /* Connector/C: plugin is not allowed here */
	{3118, DB_ERROR_ACCESS}, /* account is locked */
	{4151, DB_ERROR_ACCESS}, /* MariaDB: account is locked */
	{1049, DB_ERROR_UNKNOWN_DATABASE},
	{1053, DB_ERROR_LOST}, /* server shutdown in progress */
	{1077, DB_ERROR_LOST},
	{1079, DB_ERROR_LOST},
	{1152, DB_ERROR_LOST},
	{1158, DB_ERROR_LOST},
	{1159, DB_ERROR_LOST},
	{1160, DB_ERROR_LOST},
	{1161, DB_ERROR_LOST},
	{1184, DB_ERROR_LOST},
	{1927, DB_ERROR_LOST}, /* MariaDB: connection was killed */
	{2006, DB_ERROR_LOST},
	{2013, DB_ERROR_LOST},
	{2055, DB_ERROR_LOST},
	{3169, DB_ERROR_LOST}, /* session was killed */
	{4031, DB_ERROR_LOST}, /* disconnected because of inactivity */
	{5014, DB_ERROR_LOST}, /* MariaDB client: connection closed */
	{1205, DB_ERROR_LOCK_TIMEOUT},
	{3572, DB_ERROR_LOCK_TIMEOUT}, /* NOWAIT is set */
	{1213, DB_ERROR_DEADLOCK},
	{1614, DB_ERROR_DEADLOCK},
	{1317, DB_ERROR_INTERRUPTED},
	{1969, DB_ERROR_INTERRUPTED}, /* MariaDB: max_statement_time */
	{3024, DB_ERROR_INTERRUPTED}, /* max_execution_time */
	{1022, DB_ERROR_DUPLICATE_KEY},
	{1062, DB_ERROR_DUPLICATE_KEY},
	{1169, DB_ERROR_DUPLICATE_KEY},
	{1586, DB_ERROR_DUPLICATE_KEY},
	{1859, DB_ERROR_DUPLICATE_KEY},
	{1007, DB_ERROR_DUPLICATE_OBJECT},
	{1050, DB_ERROR_DUPLICATE_OBJECT},
	{1060, DB_ERROR_DUPLICATE_OBJECT},
	{1061, DB_ERROR_DUPLICATE_OBJECT},
	{1068, DB_ERROR_DUPLICATE_OBJECT}, /* multiple primary key */
	{1304, DB_ERROR_DUPLICATE_OBJECT},
	{1359, DB_ERROR_DUPLICATE_OBJECT},
	{1517, DB_ERROR_DUPLICATE_OBJECT}, /* partition */
	{1537, DB_ERROR_DUPLICATE_OBJECT}, /* event */
	{1826, DB_ERROR_DUPLICATE_OBJECT}, /* foreign key name */
	{3822, DB_ERROR_DUPLICATE_OBJECT}, /* check constraint name */
	{1008, DB_ERROR_MISSING_OBJECT},
	{1051, DB_ERROR_MISSING_OBJECT},
	{1054, DB_ERROR_MISSING_OBJECT},
	{1072, DB_ERROR_MISSING_OBJECT},
	{1091, DB_ERROR_MISSING_OBJECT},
	{1109, DB_ERROR_MISSING_OBJECT},
	{1146, DB_ERROR_MISSING_OBJECT},
	{1176, DB_ERROR_MISSING_OBJECT},
	{1305, DB_ERROR_MISSING_OBJECT},
	{1360, DB_ERROR_MISSING_OBJECT},
	{1507, DB_ERROR_MISSING_OBJECT}, /* partition */
	{1539, DB_ERROR_MISSING_OBJECT}, /* event */
	{1824, DB_ERROR_MISSING_OBJECT}, /* referenced table */
	{3821, DB_ERROR_MISSING_OBJECT}, /* check constraint */
	{3940, DB_ERROR_MISSING_OBJECT}, /* constraint */
	{4091, DB_ERROR_MISSING_OBJECT}, /* MariaDB: sequence */
	{1048, DB_ERROR_CONSTRAINT},
	{1138, DB_ERROR_CONSTRAINT}, /* NULL in a NOT NULL column */
	{1216, DB_ERROR_CONSTRAINT},
	{1217, DB_ERROR_CONSTRAINT},
	{1263, DB_ERROR_CONSTRAINT},
	{1264, DB_ERROR_CONSTRAINT}, /* out of range */
	{1265, DB_ERROR_CONSTRAINT}, /* data truncated */
	{1292, DB_ERROR_CONSTRAINT}, /* incorrect value */
	{1364, DB_ERROR_CONSTRAINT},
	{1366, DB_ERROR_CONSTRAINT},
	{1406, DB_ERROR_CONSTRAINT}, /* data too long */
	{1451, DB_ERROR_CONSTRAINT},
	{1452, DB_ERROR_CONSTRAINT},
	{1690, DB_ERROR_CONSTRAINT},
	{1701, DB_ERROR_CONSTRAINT}, /* TRUNCATE of a referenced table */
	{3730, DB_ERROR_CONSTRAINT}, /* DROP of a referenced table */
	{3819, DB_ERROR_CONSTRAINT},
	{4025, DB_ERROR_CONSTRAINT}, /* MariaDB: check */
	{1044, DB_ERROR_PRIVILEGE},
	{1095, DB_ERROR_PRIVILEGE},
	{1142, DB_ERROR_PRIVILEGE},
	{1143, DB_ERROR_PRIVILEGE},
	{1227, DB_ERROR_PRIVILEGE},
	{1370, DB_ERROR_PRIVILEGE},
	{1410, DB_ERROR_PRIVILEGE},
	{1419, DB_ERROR_PRIVILEGE}, /* SUPER for a trigger while the binlog is on */
	{3552, DB_ERROR_PRIVILEGE}, /* system schema */
	{1290, DB_ERROR_READ_ONLY},
	{1792, DB_ERROR_READ_ONLY},
	{1836, DB_ERROR_READ_ONLY},
	{3100, DB_ERROR_READ_ONLY}, /* group replication said no */
	{3989, DB_ERROR_READ_ONLY}, /* schema is read only */
	{1064, DB_ERROR_SYNTAX},
	{1065, DB_ERROR_SYNTAX}, /* query was empty */
	{1149, DB_ERROR_SYNTAX},
	{1021, DB_ERROR_SPACE},
	{1037, DB_ERROR_SPACE},
	{1041, DB_ERROR_SPACE},
	{1114, DB_ERROR_SPACE},
	{1221, DB_ERROR_UNSUPPORTED_ALGORITHM},
	{1845, DB_ERROR_UNSUPPORTED_ALGORITHM},
	{1846, DB_ERROR_UNSUPPORTED_ALGORITHM},
	{4092, DB_ERROR_UNSUPPORTED_ALGORITHM},
};

DbErrorCode
db_error_classify(guint number)
{
	for (gsize i = 0; i < G_N_ELEMENTS(error_classes); i++)
		if (error_classes[i].number == number)
			return error_classes[i].code;
	return DB_ERROR_OTHER;
}

/* From 4000 on the two servers give one number to different errors; the state tells them apart. */
static DbErrorCode
classify_with_state(guint number, const char *sqlstate)
{
	if (number == UNKNOWN_VIEW_IN_MARIADB && g_str_equal(sqlstate, "42S02"))
		return DB_ERROR_MISSING_OBJECT;
	return db_error_classify(number);
}

const char *
db_error_code_name(DbErrorCode code)
{
	static const char *const names[] = {
		[DB_ERROR_OTHER] = "other",
		[DB_ERROR_CONNECT] = "no connection",
		[DB_ERROR_ACCESS] = "access denied",
		[DB_ERROR_UNKNOWN_DATABASE] = "unknown database",
		[DB_ERROR_LOST] = "lost connection",
		[DB_ERROR_LOCK_TIMEOUT] = "lock timeout",
		[DB_ERROR_DEADLOCK] = "deadlock",
		[DB_ERROR_INTERRUPTED] = "interrupted",
		[DB_ERROR_DUPLICATE_KEY] = "duplicate key",
		[DB_ERROR_DUPLICATE_OBJECT] = "duplicate object",
		[DB_ERROR_MISSING_OBJECT] = "missing object",
		[DB_ERROR_CONSTRAINT] = "constraint",
		[DB_ERROR_PRIVILEGE] = "privilege",
		[DB_ERROR_READ_ONLY] = "read-only",
		[DB_ERROR_SYNTAX] = "syntax",
		[DB_ERROR_SPACE] = "out of space",
		[DB_ERROR_UNSUPPORTED_ALGORITHM] = "unsupported algorithm",
	};
	g_assert((gsize)code < G_N_ELEMENTS(names));
	return names[code];
}

void
db_error_set(GError **error, guint number, const char *sqlstate, const char *message,
             const char *context)
{
	g_set_error(error, DB_ERROR, (gint)classify_with_state(number, sqlstate),
	            "%s%s%s (%u" STATE_MARK "%s)", context != NULL ? context : "",
	            context != NULL ? ": " : "", message, number, sqlstate);
}

/* "(1045, SQLSTATE 28000)" in a message: prefixes and hints may stand around it. */
static const char *
find_state(const GError *error)
{
	if (error == NULL || error->domain != DB_ERROR)
		return NULL;
	return g_strrstr(error->message, STATE_MARK);
}

guint
db_error_number(const GError *error)
{
	const char *mark = find_state(error);
	if (mark == NULL)
		return 0;

	while (mark > error->message && g_ascii_isdigit(mark[-1]))
		mark--;
	return (guint)g_ascii_strtoull(mark, NULL, 10);
}

const char *
db_error_sqlstate(const GError *error)
{
	const char *mark = find_state(error);
	return mark != NULL && strlen(mark + strlen(STATE_MARK)) >= DB_SQLSTATE_LENGTH
	               ? mark + strlen(STATE_MARK)
	               : "";
}
