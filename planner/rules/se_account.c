#include "planner/rules/se.h"

#include <string.h>

#include "planner/rules/lineage.h"
#include "planner/rules/scan.h"

void
se_check_accounts(const RuleContext *context)
{
	static const char *const phrases[] = {"GRANT",       "REVOKE",           "CREATE USER",
	                                      "ALTER USER",  "DROP USER",        "RENAME USER",
	                                      "CREATE ROLE", "DROP ROLE",        "SET PASSWORD",
	                                      "SET ROLE",    "SET DEFAULT ROLE", NULL};
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	const char *phrase = scan_beginning(tokens, phrases);

	if (phrase != NULL)
		rule_report(context,
		            "%s changes accounts of the whole server in a schema migration",
		            phrase);
}

/* A word of a GRANT that gives more than an application needs; NULL: none. */
static const char *
broad_word(const GArray *tokens, guint at)
{
	static const char *const option[] = {"WITH", "GRANT", "OPTION", NULL};
	static const char *const words[] = {"ALL", "SUPER", "FILE"};

	if (scan_phrase(tokens, at, option))
		return "WITH GRANT OPTION";
	if (scan_is(tokens, at, "ON") && scan_is_mark(tokens, at + 1, '*') &&
	    scan_is_mark(tokens, at + 2, '.') && scan_is_mark(tokens, at + 3, '*'))
		return "ON *.*";
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (scan_is(tokens, at, words[i]))
			return words[i];
	return NULL;
}

void
se_check_broad_grant(const RuleContext *context)
{
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	g_autoptr(GString) words = g_string_new(NULL);

	if (!scan_is(tokens, 0, "GRANT"))
		return;
	for (guint i = 1; i < tokens->len; i++) {
		const char *word = broad_word(tokens, i);
		if (word != NULL)
			g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", word);
	}
	if (words->len > 0)
		rule_report(context,
		            "GRANT with %s gives rights over the whole server or to pass on",
		            words->str);
}

/* Words behind which a password stands as a string: IDENTIFIED BY 'x', PASSWORD('x'). */
static bool
follows_password_word(const GArray *tokens, guint at)
{
	static const char *const words[] = {"PASSWORD", "SOURCE_PASSWORD", "MASTER_PASSWORD"};

	if (at >= 2 && scan_is(tokens, at - 2, "IDENTIFIED") && scan_is(tokens, at - 1, "BY"))
		return true;
	guint word = at;
	while (word > 0 &&
	       (scan_is_mark(tokens, word - 1, '=') || scan_is_mark(tokens, word - 1, '(')))
		word--;
	for (gsize i = 0; word > 0 && i < G_N_ELEMENTS(words); i++)
		if (scan_is(tokens, word - 1, words[i]))
			return true;
	return false;
}

/* IDENTIFIED WITH plugin AS 'hash' is a secret for who can use it: a hash can be replayed. */
static bool
follows_plugin(const GArray *tokens, guint at)
{
	for (guint i = at; i > 1 && at - i < 6; i--)
		if (scan_is(tokens, i - 1, "IDENTIFIED"))
			return scan_is(tokens, at - 1, "AS") || scan_is(tokens, at - 1, "USING") ||
			       scan_is(tokens, at - 1, "BY");
	return false;
}

/* Texts that are secrets wherever they stand: URLs with a password, keys of known shapes. */
static const char *
secret_shape(const char *text)
{
	static const struct {
		const char *pattern;
		const char *what;
	} shapes[] = {
		{"^[a-z][a-z0-9+.-]*://[^/@: ]+:[^/@ ]+@", "a URL with a password"},
		{"-----BEGIN [A-Z ]*PRIVATE KEY-----", "a private key"},
		{"\\b(AKIA|ASIA)[0-9A-Z]{16}\\b", "an access key"},
		{"\\b(sk|rk)_live_[0-9A-Za-z]{16,}", "an API key"},
		{"\\bgh[pousr]_[0-9A-Za-z]{36}", "an access token"},
		{"\\bxox[abprs]-[0-9A-Za-z-]{10,}", "an access token"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
		if (g_regex_match_simple(shapes[i].pattern, text,
		                         i == 0 ? G_REGEX_CASELESS : (GRegexCompileFlags)0,
		                         (GRegexMatchFlags)0))
			return shapes[i].what;
	return NULL;
}

static bool
is_hash(const char *text)
{
	return g_regex_match_simple("^(\\$(2[abxy]|argon2id?|argon2i|pbkdf2|scrypt|[156])\\$|"
	                            "[0-9a-f]{32,}$|pbkdf2_|\\{|<|\\*[0-9A-F]{40}$)",
	                            text, G_REGEX_CASELESS, (GRegexMatchFlags)0);
}

static bool
is_secret_name(const char *name)
{
	return g_regex_match_simple("^(.*_)?(password|passwd|pwd|secret|api_?key|access_?key|"
	                            "private_?key|secret_?key)$",
	                            name, G_REGEX_CASELESS, (GRegexMatchFlags)0);
}

/* SET password = 'x' of a row, in the clear. */
static const char *
assigned_secret(const RuleContext *context)
{
	const SqlDml *dml = context->parsed->dml;

	for (guint i = 0; dml != NULL && i < dml->assigned->len; i++) {
		const SqlAssignment *assigned = g_ptr_array_index(dml->assigned, i);
		g_autoptr(GArray) tokens = scan_tokens(assigned->expression);
		g_autofree char *text = tokens->len == 1 ? scan_string(tokens, 0) : NULL;
		if (text != NULL && *text != '\0' && is_secret_name(assigned->column) &&
		    !is_hash(text))
			return "a value for a column that is named as a secret";
	}
	return NULL;
}

static const char *
secret_in(const GArray *tokens, bool administrative)
{
	for (guint i = 0; i < tokens->len; i++) {
		g_autofree char *text = scan_string(tokens, i);
		if (text == NULL || *text == '\0')
			continue;
		if (administrative &&
		    (follows_password_word(tokens, i) || follows_plugin(tokens, i)))
			return "a password";
		const char *shape = secret_shape(text);
		if (shape != NULL)
			return shape;
	}
	return NULL;
}

void
se_check_secrets(const RuleContext *context)
{
	SqlStatementKind kind = context->parsed->statement->kind;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);
	const char *what =
		secret_in(tokens, kind != SQL_STATEMENT_DML && kind != SQL_STATEMENT_QUERY);

	if (what == NULL)
		what = assigned_secret(context);
	if (what != NULL)
		rule_report(context, "the statement contains %s", what);
}

/* CURRENT_USER, with or without brackets, is whoever migrates. */
void
se_check_definer(const RuleContext *context)
{
	const char *definer = context->parsed->definer;

	if (definer == NULL || g_ascii_strncasecmp(definer, "CURRENT_USER", 12) == 0)
		return;
	const SqlStatement *statement = context->parsed->statement;
	const SqlEffect *effect =
		statement->effects->len > 0 ? g_ptr_array_index(statement->effects, 0) : NULL;
	rule_report(context,
	            "%s `%s` belongs to %s: where that account is missing, using it fails "
	            "with 1449",
	            effect != NULL ? sql_object_kind_name(effect->object) : "the object",
	            effect != NULL ? effect->name : "", definer);
}

void
se_check_security(const RuleContext *context)
{
	static const char *const invoker[] = {"SQL", "SECURITY", "INVOKER", NULL};
	const GPtrArray *effects = context->parsed->statement->effects;
	const SqlEffect *effect = effects->len > 0 ? g_ptr_array_index(effects, 0) : NULL;
	g_autoptr(GArray) tokens = scan_tokens(context->statement->text);

	if (effect == NULL || !scan_is(tokens, 0, "CREATE") ||
	    (effect->object != SQL_OBJECT_VIEW && effect->object != SQL_OBJECT_PROCEDURE &&
	     effect->object != SQL_OBJECT_FUNCTION))
		return;
	for (guint i = 0; i < tokens->len; i++)
		if (scan_phrase(tokens, i, invoker))
			return;
	rule_report(context, "%s `%s` runs with the rights of the account that migrates",
	            sql_object_kind_name(effect->object), effect->name);
}

static bool
is_plain_password(const SqlColumn *column)
{
	return sql_type_is_text(column->type.kind) &&
	       g_regex_match_simple("^(.*_)?(password|passwd|pwd)$", column->name, G_REGEX_CASELESS,
	                            (GRegexMatchFlags)0);
}

static void
visit_password(const RuleContext *context, const ColumnChange *change)
{
	if (change->before != NULL || !is_plain_password(change->after))
		return;
	g_autofree char *type = sql_type_format(&change->after->type);
	rule_report_on(context, context->ddl->table, change->after->name, NULL,
	               "`%s`.`%s` %s is named for a password, not for its hash",
	               context->ddl->table, change->after->name, type);
}

void
se_check_password_column(const RuleContext *context)
{
	rule_each_column(context, visit_password);
}
