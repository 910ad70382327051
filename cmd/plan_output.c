#include "cmd/plan_output.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/exit_status.h"

/* What a step's summary holds on GitHub. */
#define SUMMARY_BYTES (1000 * 1000)

static void
output_free(gpointer output)
{
	PlanOutput *owned = output;

	g_free(owned->path);
	g_free(owned);
}

guint
plan_output_terminal_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 0;
}

void
plan_outputs_init(PlanOutputs *outputs)
{
	const char *summary = g_getenv("GITHUB_STEP_SUMMARY");

	*outputs = (PlanOutputs){
		.options = {.width = plan_output_terminal_width(STDOUT_FILENO),
	                    .emoji = isatty(STDOUT_FILENO) && g_get_charset(NULL)},
		.main_format = plan_format_find("text", NULL),
		.files = g_ptr_array_new_with_free_func(output_free),
		.summary_path = summary != NULL && *summary != '\0' ? g_strdup(summary) : NULL,
		.standard_output = stdout,
	};
}

void
plan_outputs_clear(PlanOutputs *outputs)
{
	g_clear_pointer(&outputs->files, g_ptr_array_unref);
	g_clear_pointer(&outputs->summary_path, g_free);
}

static const PlanFormat *
find_format(const char *flag, const char *name, GError **error)
{
	const char *nearest = NULL;
	const PlanFormat *format = plan_format_find(name, &nearest);
	gsize count = 0;
	const PlanFormat *table = plan_format_table(&count);
	g_autoptr(GString) names = g_string_new(NULL);

	if (format != NULL)
		return format;
	for (gsize i = 0; i < count; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", table[i].name);
	g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
	            "%s: `%s` is not a format%s%s%s; there are %s", flag, name,
	            nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
	            nearest != NULL ? "`?" : "", names->str);
	return NULL;
}

bool
plan_outputs_set_format(PlanOutputs *outputs, const char *name, GError **error)
{
	const PlanFormat *format = find_format("--format", name, error);

	if (format != NULL)
		outputs->main_format = format;
	return format != NULL;
}

static bool
is_taken(const PlanOutputs *outputs, const char *path)
{
	for (guint i = 0; i < outputs->files->len; i++) {
		const PlanOutput *output = g_ptr_array_index(outputs->files, i);
		if (g_str_equal(output->path, path))
			return true;
	}
	return false;
}

bool
plan_outputs_add(PlanOutputs *outputs, const char *argument, GError **error)
{
	const char *equals = strchr(argument, '=');
	if (equals == NULL || equals == argument || equals[1] == '\0') {
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "--out: `%s` must be FORMAT=FILE, as in --out sarif=plan.sarif",
		            argument);
		return false;
	}

	g_autofree char *name = g_strndup(argument, (gsize)(equals - argument));
	const PlanFormat *format = find_format("--out", name, error);
	if (format == NULL)
		return false;
	if (is_taken(outputs, equals + 1)) {
		g_set_error(error, CMD_ERROR, CMD_ERROR_USAGE,
		            "--out: two formats cannot go to %s; name another file",
		            g_str_equal(equals + 1, "-") ? "standard output" : equals + 1);
		return false;
	}
	PlanOutput *output = g_new0(PlanOutput, 1);
	output->format = format;
	output->path = g_strdup(equals + 1);
	g_ptr_array_add(outputs->files, output);
	return true;
}

/* Colour, width and marks belong to a terminal: a file has none of them. */
static PlanRenderOptions
file_options(const PlanOutputs *outputs)
{
	PlanRenderOptions options = outputs->options;

	options.color = false;
	options.emoji = false;
	options.width = 0;
	return options;
}

static bool
write_file(const Plan *plan, const PlanOutputs *outputs, const PlanOutput *output, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const PlanRenderOptions options = file_options(outputs);

	output->format->write(plan, &options, text);
	return g_file_set_contents_full(output->path, text->str, (gssize)text->len,
	                                G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/* Other steps write there too: never replaced, always appended. */
static bool
append_summary(const Plan *plan, const PlanOutputs *outputs, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	PlanRenderOptions options = file_options(outputs);

	options.max_bytes = SUMMARY_BYTES;
	render_plan_markdown(plan, &options, text);
	FILE *file = fopen(outputs->summary_path, "ae");
	bool written = file != NULL && fwrite(text->str, 1, text->len, file) == text->len;
	int reason = errno;
	if (file != NULL && fclose(file) != 0) {
		reason = errno;
		written = false;
	}
	if (!written)
		g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason),
		            "cannot append the summary to %s: %s", outputs->summary_path,
		            g_strerror(reason));
	return written;
}

static bool
write_standard_output(const Plan *plan, const PlanOutputs *outputs, const PlanFormat *format,
                      GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	format->write(plan, &outputs->options, text);
	if (fwrite(text->str, 1, text->len, outputs->standard_output) == text->len &&
	    fflush(outputs->standard_output) == 0)
		return true;
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
	            "cannot write the report to standard output: %s", g_strerror(errno));
	return false;
}

bool
plan_output_write(const Plan *plan, const PlanOutputs *outputs, GError **error)
{
	const PlanFormat *standard = outputs->main_format;
	bool summary = false;

	for (guint i = 0; i < outputs->files->len; i++) {
		const PlanOutput *output = g_ptr_array_index(outputs->files, i);
		if (g_str_equal(output->path, "-"))
			standard = output->format;
		else if (!write_file(plan, outputs, output, error))
			return false;
		summary = summary || output->format->write == render_plan_github;
	}
	summary = summary || standard->write == render_plan_github;
	if (summary && outputs->summary_path != NULL && !append_summary(plan, outputs, error))
		return false;
	return write_standard_output(plan, outputs, standard, error);
}
