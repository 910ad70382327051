#include "planner/rules/rules.h"

static const Rule rules[] = {
	{
		.id = "RT007",
		.slug = "error-decoder",
		.severity = SEVERITY_HIGH,
		.scope = SCOPE_ELSEWHERE,
		.inputs = INPUT_SQL | INPUT_LIVE,
		.summary = "The server refuses a statement, and its error says little.",
		.why = "1215, 1005 and 1025 stand for a dozen causes each; whoever guesses tries "
		       "on production.",
		.fix = "`mgrun explain` and the number: what it means, what to look at, and the "
		       "rule that sees it coming.",
		.bad = "ERROR 1215 (HY000): Cannot add foreign key constraint",
		.good = "mgrun explain 1215",
		.peers = "none of the studied peers",
	},
};

const RuleFamily rules_rt = {rules, G_N_ELEMENTS(rules)};
