-- mgrun:description a user's jobs, newest first, without a sort

-- mgrun:up
CREATE INDEX conversion_jobs_user_created ON conversion_jobs (user_id, created_at);

-- mgrun:down
DROP INDEX conversion_jobs_user_created ON conversion_jobs;
