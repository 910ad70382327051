/*
 * error.h - errors of the server and the client library, by class.
 *
 * A GError of DB_ERROR has a class as its code, and its message ends with
 * "(ERRNO, SQLSTATE STATE)". Numbers decide, never texts: both client libraries and both servers
 * word the same error differently. The numbers are constants of our own, because
 * MariaDB's header lacks some and numbers others differently.
 *
 * Source: MySQL 9.7 error message reference; MariaDB knowledge base, error codes.
 */
#ifndef MGRUN_DB_ERROR_H
#define MGRUN_DB_ERROR_H

#include <glib.h>
#include <stdbool.h>

#define DB_ERROR db_error_quark()
GQuark db_error_quark(void);

typedef enum {
	DB_ERROR_OTHER,
	DB_ERROR_CONNECT,          /* no connection could be made: 2002, 2003, 2005, 1040... */
	DB_ERROR_ACCESS,           /* wrong user or password: 1045, 1698, 2061... */
	DB_ERROR_UNKNOWN_DATABASE, /* 1049 */
	DB_ERROR_LOST,             /* the connection broke: 2006, 2013, 2055, 4031, 1053, 1927 */
	DB_ERROR_LOCK_TIMEOUT,     /* 1205, 3572 */
	DB_ERROR_DEADLOCK,         /* 1213, 1614 */
	DB_ERROR_INTERRUPTED,      /* 1317, 3024, 1969 */
	DB_ERROR_DUPLICATE_KEY,    /* 1062, 1022, 1586 */
	DB_ERROR_DUPLICATE_OBJECT, /* 1050, 1060, 1061, 1304, 1359, 1826... */
	DB_ERROR_MISSING_OBJECT,   /* 1146, 1054, 1051, 1091, 1072, 1305, 1360... */
	DB_ERROR_CONSTRAINT,       /* 1048, 1451, 1452, 1364, 1138, 3819, 4025... */
	DB_ERROR_PRIVILEGE,        /* 1044, 1142, 1143, 1227, 1370, 1419... */
	DB_ERROR_READ_ONLY,        /* 1290, 1792, 1836, 3100... */
	DB_ERROR_SYNTAX,           /* 1064, 1149 */
	DB_ERROR_SPACE,            /* 1114, 1021, 1041, 1037 */
	DB_ERROR_UNSUPPORTED_ALGORITHM, /* 1845, 1846, 1221, 4092 */
} DbErrorCode;

/* The class of an error number of server or client library. */
DbErrorCode db_error_classify(guint number);

const char *db_error_code_name(DbErrorCode code); /* "lock timeout" */

/*
 * Set an error from its parts. `context` ("cannot connect to app@localhost") comes
 * first and may be NULL.
 */
void db_error_set(GError **error, guint number, const char *sqlstate, const char *message,
                  const char *context);

/* The server's or client's number of a DB_ERROR; 0 for other errors. */
guint db_error_number(const GError *error);

#define DB_SQLSTATE_LENGTH 5

/*
 * SQLSTATE: its five characters at the beginning of a longer text, borrowed from the
 * error; "" for other errors.
 */
const char *db_error_sqlstate(const GError *error);

#endif
