#include "db/option_file.h"
#include "tests/fuzz/fuzz.h"

/* What the rest relies on: every part is text, and an error says where. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *url = g_strdup_printf("mysql://%.*s", (int)size, (const char *)data);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) settings = url_parse(url, &error);

	g_assert((settings == NULL) == (error != NULL));
	for (guint i = 0; settings != NULL && i < settings->len; i++) {
		const OptionSetting *setting = g_ptr_array_index(settings, i);
		g_assert(setting->name != NULL && setting->value != NULL);
		g_assert(g_utf8_validate(setting->value, -1, NULL));
	}
	g_assert(error == NULL || g_str_has_prefix(error->message, "bad URL at character "));
	return 0;
}
