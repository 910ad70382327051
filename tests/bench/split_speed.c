/*
 * How fast SQL is cut and read, in MB/s: 200 MB of text as mysqldump writes it, made
 * in memory a megabyte at a time and given again and again.
 *
 * Usage: split_speed [MEGABYTES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sql/parse.h"
#include "sql/splitter.h"

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
append_insert(GString *sql, guint first, guint rows)
{
	g_string_append(sql, "INSERT INTO `orders` VALUES ");
	for (guint i = 0; i < rows; i++)
		g_string_append_printf(
			sql,
			"%s(%u,'O\\'Brien, customer %u','ZZ-%08u',NULL,%u.%02u,'2024-%02u-11 "
			"10:%02u:00','M\xC3\xBCnchen; Stra\xC3\x9F"
			"e \"%u\"',_binary 'x\\\\y')",
			i > 0 ? "," : "", first + i, i * 7, i * 13, i % 500, i % 100, i % 12 + 1,
			i % 60, i);
	g_string_append(sql, ";\n");
}

static void
append_table(GString *sql, guint number)
{
	g_string_append_printf(
		sql,
		"DROP TABLE IF EXISTS `t%u`;\n"
		"/*!40101 SET @saved_cs_client     = @@character_set_client */;\n"
		"CREATE TABLE `t%u` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `name` varchar(40) "
		"DEFAULT NULL,\n  `created` datetime DEFAULT CURRENT_TIMESTAMP,\n  PRIMARY KEY "
		"(`id`),\n  KEY `name` (`name`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"
		"-- rows of t%u\n",
		number, number, number);
}

/* About a megabyte: extended inserts of the size that mysqldump writes, and table DDL. */
static GString *
dump_text(void)
{
	GString *sql = g_string_new(NULL);

	for (guint table = 0; sql->len < 1000 * 1000; table++) {
		append_table(sql, table);
		append_insert(sql, table * 1000, 1200);
	}
	return sql;
}

/* One file of that many megabytes, deleted when the program ends. */
static int
write_file(const GString *text, guint megabytes)
{
	char path[] = "/tmp/mgrun-split-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0)
		return -1;
	unlink(path);
	for (gsize written = 0; written < (gsize)megabytes * 1000 * 1000; written += text->len)
		if (write(fd, text->str, text->len) != (ssize_t)text->len)
			return -1;
	return lseek(fd, 0, SEEK_SET) == 0 ? fd : -1;
}

static bool
measure_splitter(int fd, bool parse, const char *label)
{
	g_autoptr(SqlSplitter) splitter = sql_splitter_new_fd(fd, SQL_MODE_DEFAULT);
	g_autoptr(GError) error = NULL;
	guint64 bytes = 0;
	guint items = 0;
	SqlItem item;
	SqlNext next;

	double start = seconds_now();
	while ((next = sql_splitter_next(splitter, &item, &error)) == SQL_NEXT_ITEM) {
		bytes += item.length;
		items++;
		if (parse)
			sql_parsed_free(sql_parse(item.text, item.length, SQL_MODE_DEFAULT));
	}
	double elapsed = seconds_now() - start;
	if (next == SQL_NEXT_ERROR) {
		fprintf(stderr, "split_speed: %s\n", error->message);
		return false;
	}
	printf("%s: %u items, %.0f MB in %.2f s, %.0f MB/s\n", label, items, (double)bytes / 1e6,
	       elapsed, (double)bytes / 1e6 / elapsed);
	return true;
}

static void
measure_inserts(void)
{
	g_autoptr(GString) sql = g_string_new(NULL);
	enum { TIMES = 200 };

	append_insert(sql, 1, 8000);
	double start = seconds_now();
	for (int i = 0; i < TIMES; i++)
		sql_parsed_free(sql_parse(sql->str, sql->len - 2, SQL_MODE_DEFAULT));
	double elapsed = seconds_now() - start;
	printf("parse a long INSERT: %.0f MB/s\n", (double)sql->len * TIMES / 1e6 / elapsed);
}

static void
measure_small_ddl(void)
{
	static const char sql[] =
		"CREATE TABLE `users` (`id` INT NOT NULL AUTO_INCREMENT, `email` VARCHAR(190) NOT "
		"NULL, `plan` ENUM('free','paid') DEFAULT 'free', PRIMARY KEY (`id`), UNIQUE KEY "
		"`email` (`email`)) ENGINE=InnoDB";
	enum { TIMES = 1000 };

	double start = seconds_now();
	for (int i = 0; i < TIMES; i++)
		sql_parsed_free(sql_parse(sql, strlen(sql), SQL_MODE_DEFAULT));
	printf("parse 1,000 small CREATE TABLE: %.1f ms\n", (seconds_now() - start) * 1000);
}

int
main(int argc, char **argv)
{
	guint megabytes = argc > 1 ? (guint)strtoul(argv[1], NULL, 10) : 200;
	g_autoptr(GString) text = dump_text();
	int fd = write_file(text, megabytes);

	if (fd < 0 || !measure_splitter(fd, false, "split"))
		return 1;
	if (lseek(fd, 0, SEEK_SET) != 0 || !measure_splitter(fd, true, "split and parse"))
		return 1;
	close(fd);
	measure_inserts();
	measure_small_ddl();
	return 0;
}
