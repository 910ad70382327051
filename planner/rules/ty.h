/*
 * ty.h - the checks of the rules about types, charsets and engines; ty.c has the table.
 * Private to planner/rules/.
 */
#ifndef MGRUN_PLANNER_RULES_TY_H
#define MGRUN_PLANNER_RULES_TY_H

#include "planner/rule.h"

/* ty_number.c: numbers. */
void ty_check_float(const RuleContext *context);
void ty_check_decimal(const RuleContext *context);
void ty_check_display_width(const RuleContext *context);
void ty_check_deprecated_numbers(const RuleContext *context);

/* ty_time.c: dates and times. */
void ty_check_timestamp(const RuleContext *context);
void ty_check_precision(const RuleContext *context);
void ty_check_zero_date(const RuleContext *context);
void ty_check_filled_time(const RuleContext *context);

/* ty_charset.c: charsets and collations. */
void ty_check_utf8mb3(const RuleContext *context);
void ty_check_other_charset(const RuleContext *context);
void ty_check_mixed_collations(const RuleContext *context);
void ty_check_default_charset(const RuleContext *context);
void ty_check_convert(const RuleContext *context);

/* ty_size.c: limits. */
void ty_check_long_char(const RuleContext *context);
void ty_check_many_columns(const RuleContext *context);
void ty_check_row_size(const RuleContext *context);

/* ty_table.c: engines and formats, types that do not agree between tables. */
void ty_check_engine(const RuleContext *context);
void ty_check_row_format(const RuleContext *context);
void ty_check_same_name(const RuleContext *context);
void ty_check_numbered(const RuleContext *context);

/* ty_content.c: what a column is used for. */
void ty_check_enum(const RuleContext *context);
void ty_check_lob_default(const RuleContext *context);
void ty_check_list(const RuleContext *context);
void ty_check_file(const RuleContext *context);
void ty_check_json_index(const RuleContext *context);
void ty_check_null_text(const RuleContext *context);
void ty_check_alias(const RuleContext *context);

#endif
