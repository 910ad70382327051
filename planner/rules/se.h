/*
 * se.h - the checks of the rules on accounts, server and other databases; se.c has the table.
 * Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_SE_H
#define MGRUN_PLANNER_RULES_SE_H

#include "planner/rule.h"

/* se_account.c: accounts, rights, secrets. */
void se_check_accounts(const RuleContext *context);
void se_check_broad_grant(const RuleContext *context);
void se_check_secrets(const RuleContext *context);
void se_check_definer(const RuleContext *context);
void se_check_security(const RuleContext *context);
void se_check_password_column(const RuleContext *context);

/* se_server.c: what reaches beyond the database. */
void se_check_global(const RuleContext *context);
void se_check_other_database(const RuleContext *context);
void se_check_files(const RuleContext *context);
void se_check_functions(const RuleContext *context);
void se_check_session(const RuleContext *context);
void se_check_administration(const RuleContext *context);

#endif
