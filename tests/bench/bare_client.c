/* The least that any client does: connect, select 1, end. What start-up is measured against. */
#include <mysql.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	MYSQL *mysql = mysql_init(NULL);

	if (argc < 2 ||
	    mysql_real_connect(mysql, NULL, "root", NULL, NULL, 0, argv[1], 0) == NULL ||
	    mysql_query(mysql, "SELECT 1") != 0)
		return EXIT_FAILURE;
	mysql_free_result(mysql_store_result(mysql));
	mysql_close(mysql);
	return EXIT_SUCCESS;
}
