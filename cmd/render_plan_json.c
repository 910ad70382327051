#include "cmd/plan_json.h"
#include "cmd/plan_words.h"
#include "cmd/version.h"

static json_t *
place_json(const char *file, SourcePosition position)
{
	return json_pack("{s:o, s:o, s:o}", "file", json_text(file), "line",
	                 position.line > 0 ? json_count(position.line) : json_null(), "column",
	                 position.column > 0 ? json_count(position.column) : json_null());
}

static json_t *
verdict_json(const PlanStatement *statement)
{
	const OnlineVerdict *verdict = &statement->verdict;
	if (!statement->has_verdict)
		return json_null();

	return json_pack("{s:o, s:o, s:s, s:b, s:b, s:b, s:b, s:o}", "algorithm",
	                 verdict->algorithm == SQL_ALGORITHM_NONE
	                         ? json_null()
	                         : json_string(sql_algorithm_name(verdict->algorithm)),
	                 "lock",
	                 verdict->lock == SQL_LOCK_NOT_WRITTEN
	                         ? json_null()
	                         : json_string(sql_lock_name(verdict->lock)),
	                 "work", online_work_name(verdict->work), "blocks_writes",
	                 online_blocks_writes(verdict) ? 1 : 0, "refused", verdict->refused ? 1 : 0,
	                 "clause_ignored", verdict->clause_ignored ? 1 : 0, "measured",
	                 verdict->measured ? 1 : 0, "reason", json_text(verdict->reason));
}

static json_t *
statement_json(const PlanStatement *statement)
{
	const SchemaTable *table = statement->after != NULL ? statement->after : statement->before;
	const char *phase = plan_phase_text(statement->phase);
	g_autofree char *digest =
		statement->cut
			? g_strdup(statement->step->sql->digest)
			: g_compute_checksum_for_string(G_CHECKSUM_SHA256, statement->text, -1);

	json_t *object = place_json(statement->migration->file_name, statement->position);
	json_t *more = json_pack(
		"{s:i, s:o, s:o, s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:s, s:o, s:{s:i, s:i, s:i, "
		"s:i}}",
		"index", (int)statement->index, "migration",
		json_text(statement->migration->version_text), "sql", json_text(statement->text),
		"sql_digest", digest, "table", json_text(table != NULL ? table->name : NULL),
		"new_table", statement->is_new ? 1 : 0, "online", verdict_json(statement), "rows",
		statement->size_known ? json_count(statement->rows) : json_null(), "bytes",
		statement->size_known ? json_count(statement->bytes) : json_null(), "est_seconds",
		statement->seconds >= 0 ? json_integer(statement->seconds) : json_null(), "phase",
		*phase != '\0' ? phase : "neutral", "undo", json_text(statement->undo), "risk",
		"data", (int)statement->risk_data, "availability",
		(int)statement->risk_availability, "compatibility",
		(int)statement->risk_compatibility, "reversibility",
		(int)statement->risk_reversibility);
	json_object_update(object, more);
	json_decref(more);
	return object;
}

static json_t *
migration_json(const PlanMigration *planned)
{
	const Migration *migration = planned->migration;

	return json_pack("{s:o, s:o, s:o, s:s, s:o, s:i, s:i, s:b}", "version",
	                 json_text(migration->version_text), "name", json_text(migration->name),
	                 "file", json_text(migration->file_name), "checksum", migration->checksum,
	                 "description", json_text(migration->description), "first_statement",
	                 (int)planned->first, "statements", (int)planned->count, "has_down",
	                 planned->has_down ? 1 : 0);
}

static json_t *
evidence_json(const FindingEvidence *evidence)
{
	if (evidence->probe_sql == NULL)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "probe_sql", json_text(evidence->probe_sql), "count",
	                 evidence->looked ? json_count(evidence->count) : json_null(),
	                 "sample_keys", json_text(evidence->sample));
}

static json_t *
finding_json(const Finding *finding)
{
	json_t *object =
		json_pack("{s:s, s:s, s:s, s:s}", "rule", finding->rule->id, "slug",
	                  finding->rule->slug, "severity", severity_name(finding->severity),
	                  "base_severity", severity_name(finding->base_severity));
	json_t *place = place_json(finding->file, finding->position);
	json_t *more = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}, s:o, s:o, s:s}", "message",
		json_text(finding->message), "impact", json_text(finding_impact_text(finding)),
		"fix", json_text(finding_fix_text(finding)), "fix_sql", json_text(finding->fix_sql),
		"statement",
		finding->statement >= 0 ? json_integer(finding->statement) : json_null(), "object",
		"table", json_text(finding->table), "column", json_text(finding->column), "index",
		json_text(finding->index), "evidence", evidence_json(&finding->evidence),
		"suppressed",
		finding->suppressed
			? json_pack("{s:o}", "reason", json_text(finding->suppressed_reason))
			: json_null(),
		"fingerprint", finding->fingerprint);

	json_object_update(object, place);
	json_object_update(object, more);
	json_decref(place);
	json_decref(more);
	return object;
}

static const char *
readiness_word(const Readiness *row)
{
	return row->state == READY_NOT_CHECKED ? "not_checked" : readiness_text(row);
}

static json_t *
readiness_json(const GPtrArray *rows)
{
	json_t *list = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const Readiness *row = g_ptr_array_index(rows, i);
		json_array_append_new(list,
		                      json_pack("{s:s, s:s, s:o}", "name", row->name, "state",
		                                readiness_word(row), "note", json_text(row->note)));
	}
	return list;
}

static json_t *
counts_json(const Plan *plan)
{
	json_t *counts = json_object();

	for (gint severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		json_object_set_new(counts, severity_name((Severity)severity),
		                    json_count(plan->counts[severity]));
	json_object_set_new(counts, "suppressed", json_count(plan->suppressed));
	return counts;
}

static json_t *
risk_name_json(RiskLevel level)
{
	g_autofree char *word = g_ascii_strdown(risk_level_name(level), -1);
	return json_string(word);
}

/* What the plan is of: server, settings, inputs. */
static json_t *
head_json(const Plan *plan, const PlanRenderOptions *options)
{
	const PlanTarget *target = plan->target;

	return json_pack(
		"{s:s, s:i, s:{s:s, s:s}, s:{s:s, s:i, s:o, s:b}, s:o, s:o, s:o, s:o, s:o, s:s}",
		"format", "mgrun/plan", "version", 1, "tool", "name", "mgrun", "version",
		MGRUN_VERSION, "target", "kind", target->mariadb ? "mariadb" : "mysql", "version",
		(int)target->version, "text", json_text(target->text), "live", target->live ? 1 : 0,
		"environment", json_text(plan->policy->environment), "deploy",
		json_text(plan->policy->deploy), "directory", json_text(options->directory),
		"inputs", json_texts(plan->inputs), "missing", json_texts(plan->missing), "hash",
		plan->hash);
}

void
render_plan_json(const Plan *plan, const PlanRenderOptions *options, GString *out)
{
	json_t *migrations = json_array();
	json_t *statements = json_array();
	json_t *findings = json_array();
	json_t *all = head_json(plan, options);

	for (guint i = 0; i < plan->migrations->len; i++)
		json_array_append_new(migrations,
		                      migration_json(g_ptr_array_index(plan->migrations, i)));
	for (guint i = 0; i < plan->statements->len; i++)
		json_array_append_new(statements,
		                      statement_json(g_ptr_array_index(plan->statements, i)));
	for (guint i = 0; i < plan->findings->len; i++)
		json_array_append_new(findings, finding_json(g_ptr_array_index(plan->findings, i)));
	json_t *rest = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:o, s:I}", "summary",
		counts_json(plan), "fail_on",
		options->gate ? json_string(severity_name(options->fail_on)) : json_null(),
		"migrations", migrations, "statements", statements, "findings", findings,
		"readiness", readiness_json(plan->readiness), "risk", "level",
		risk_name_json(plan->risk), "driver", json_text(plan->risk_driver),
		"recommendation", json_text(plan->recommendation), "next_actions",
		json_texts(plan->next_actions), "elapsed_us", (json_int_t)plan->elapsed_us);

	json_object_update(all, rest);
	json_decref(rest);
	json_append(out, all);
}
