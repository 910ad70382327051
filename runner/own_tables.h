/*
 * own_tables.h - the definitions of mgrun's own tables.
 *
 * Nothing rests on the server's defaults or on sql_mode: engine, charset,
 * collation and row format are written out, each table has a primary key
 * (sql_require_primary_key, group replication), and keys stay below the 767
 * bytes of old row formats.
 */
#ifndef MGRUN_RUNNER_OWN_TABLES_H
#define MGRUN_RUNNER_OWN_TABLES_H

#define OWN_TABLE_OPTIONS                                                                          \
	" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC"

#define OWN_HISTORY                                                                                \
	"CREATE TABLE IF NOT EXISTS mgrun_history ("                                               \
	"version VARCHAR(20) CHARACTER SET ascii NOT NULL,"                                        \
	"version_text VARCHAR(20) CHARACTER SET ascii NOT NULL,"                                   \
	"name VARCHAR(255) NOT NULL,"                                                              \
	"checksum CHAR(64) CHARACTER SET ascii NOT NULL,"                                          \
	"state VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'running, applied, failed, "       \
	"undone',"                                                                                 \
	"run_id CHAR(36) CHARACTER SET ascii NOT NULL,"                                            \
	"applied_order BIGINT UNSIGNED NOT NULL,"                                                  \
	"git_commit VARCHAR(64) CHARACTER SET ascii NULL,"                                         \
	"git_author VARCHAR(255) NULL,"                                                            \
	"git_when DATETIME NULL COMMENT 'UTC, as all times here',"                                 \
	"git_dirty TINYINT NULL,"                                                                  \
	"started_at DATETIME(3) NOT NULL,"                                                         \
	"finished_at DATETIME(3) NULL,"                                                            \
	"duration_ms BIGINT UNSIGNED NULL,"                                                        \
	"backup_file TEXT NULL,"                                                                   \
	"database_user VARCHAR(288) NOT NULL,"                                                     \
	"host VARCHAR(255) NOT NULL,"                                                              \
	"tool_version VARCHAR(32) NOT NULL,"                                                       \
	"fingerprint_after CHAR(64) CHARACTER SET ascii NULL,"                                     \
	"down_steps LONGTEXT NOT NULL COMMENT 'JSON: how to undo it without the file',"            \
	"error_text TEXT NULL,"                                                                    \
	"PRIMARY KEY (version))" OWN_TABLE_OPTIONS

#define OWN_JOURNAL                                                                                \
	"CREATE TABLE IF NOT EXISTS mgrun_journal ("                                               \
	"run_id CHAR(36) CHARACTER SET ascii NOT NULL,"                                            \
	"sequence INT UNSIGNED NOT NULL COMMENT 'order within the run',"                           \
	"version VARCHAR(20) CHARACTER SET ascii NOT NULL,"                                        \
	"step INT UNSIGNED NOT NULL,"                                                              \
	"direction VARCHAR(4) CHARACTER SET ascii NOT NULL COMMENT 'up, down',"                    \
	"state VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'started, done, failed, undone',"  \
	"statement_digest CHAR(64) CHARACTER SET ascii NOT NULL,"                                  \
	"connection_id BIGINT UNSIGNED NOT NULL,"                                                  \
	"fingerprint_before CHAR(64) CHARACTER SET ascii NULL,"                                    \
	"fingerprint_after CHAR(64) CHARACTER SET ascii NULL,"                                     \
	"affected_rows BIGINT UNSIGNED NULL,"                                                      \
	"batch_mark TEXT NULL,"                                                                    \
	"warnings INT UNSIGNED NULL,"                                                              \
	"error_number INT UNSIGNED NULL,"                                                          \
	"error_state CHAR(5) CHARACTER SET ascii NULL,"                                            \
	"error_text TEXT NULL,"                                                                    \
	"started_at DATETIME(3) NOT NULL,"                                                         \
	"finished_at DATETIME(3) NULL,"                                                            \
	"PRIMARY KEY (run_id, sequence),"                                                          \
	"KEY version_step (version, step))" OWN_TABLE_OPTIONS

#define OWN_LEASE                                                                                  \
	"CREATE TABLE IF NOT EXISTS mgrun_lease ("                                                 \
	"id TINYINT UNSIGNED NOT NULL,"                                                            \
	"holder CHAR(36) CHARACTER SET ascii NULL COMMENT 'run id; NULL: free',"                   \
	"node VARCHAR(255) NOT NULL COMMENT 'the server that gave the named lock',"                \
	"host VARCHAR(255) NOT NULL,"                                                              \
	"process_id BIGINT UNSIGNED NOT NULL,"                                                     \
	"connection_id BIGINT UNSIGNED NOT NULL,"                                                  \
	"fencing BIGINT UNSIGNED NOT NULL COMMENT 'grows with each holder',"                       \
	"acquired_at DATETIME(3) NOT NULL,"                                                        \
	"heartbeat_at DATETIME(3) NOT NULL,"                                                       \
	"PRIMARY KEY (id))" OWN_TABLE_OPTIONS

#endif
