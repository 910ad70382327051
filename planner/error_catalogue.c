#include "planner/error_catalogue_internal.h"

#include <string.h>

#include "planner/words.h"

static const ErrorPart *const parts[] = {&error_part_access, &error_part_objects,
                                         &error_part_keys,   &error_part_references,
                                         &error_part_rows,   &error_part_locks};

const ErrorExplanation *
error_catalogue_find(guint number)
{
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		for (gsize k = 0; k < parts[i]->count; k++)
			if (parts[i]->rows[k].number == number)
				return &parts[i]->rows[k];
	return NULL;
}

const ErrorExplanation *
error_catalogue_find_on(guint number, bool mariadb)
{
	const ErrorExplanation *row = error_catalogue_find(number);
	ErrorServer other = mariadb ? ERROR_OF_MYSQL : ERROR_OF_MARIADB;

	return row != NULL && row->server != other ? row : NULL;
}

static bool
is_symbol(const ErrorExplanation *row, const char *name)
{
	const char *bare =
		g_str_has_prefix(row->symbol, "ER_") ? row->symbol + strlen("ER_") : row->symbol;

	return g_ascii_strcasecmp(row->symbol, name) == 0 || g_ascii_strcasecmp(bare, name) == 0;
}

const ErrorExplanation *
error_catalogue_find_name(const char *name, const char **ret_nearest)
{
	g_autoptr(GPtrArray) list = error_catalogue_list();
	g_autoptr(GPtrArray) symbols = g_ptr_array_new();
	guint64 number = 0;

	if (ret_nearest != NULL)
		*ret_nearest = NULL;
	if (g_ascii_string_to_unsigned(name, 10, 1, G_MAXUINT, &number, NULL))
		return error_catalogue_find((guint)number);
	for (guint i = 0; i < list->len; i++) {
		const ErrorExplanation *row = g_ptr_array_index(list, i);
		if (is_symbol(row, name))
			return row;
		g_ptr_array_add(symbols, (gpointer)row->symbol);
	}
	g_ptr_array_add(symbols, NULL);
	/* A prefix that is left out is no typo. */
	bool whole = g_ascii_strncasecmp(name, "ER_", strlen("ER_")) == 0;
	g_autofree char *symbol = g_strconcat(whole ? "" : "ER_", name, NULL);
	if (ret_nearest != NULL)
		*ret_nearest = nearest_word(symbol, (const char *const *)symbols->pdata);
	return NULL;
}

static gint
compare_numbers(gconstpointer a, gconstpointer b)
{
	const ErrorExplanation *left = *(const ErrorExplanation *const *)a;
	const ErrorExplanation *right = *(const ErrorExplanation *const *)b;

	return left->number < right->number ? -1 : left->number > right->number;
}

GPtrArray *
error_catalogue_list(void)
{
	GPtrArray *list = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		for (gsize k = 0; k < parts[i]->count; k++)
			g_ptr_array_add(list, (gpointer)&parts[i]->rows[k]);
	g_ptr_array_sort(list, compare_numbers);
	return list;
}

const char *
error_server_name(ErrorServer server)
{
	static const char *const names[] = {
		[ERROR_OF_BOTH] = "MySQL and MariaDB",
		[ERROR_OF_MYSQL] = "MySQL",
		[ERROR_OF_MARIADB] = "MariaDB",
	};
	return names[server];
}
