-- mgrun:description a few rows to look at

-- mgrun:up
INSERT INTO users (id, email, full_name) VALUES
  (1, 'ada@example.com', 'Ada'), (2, 'grace@example.com', 'Grace'), (3, 'linus@example.com', 'Linus');
INSERT INTO conversion_jobs (user_id, status) VALUES (1, 'done'), (1, 'pending'), (2, 'failed');
INSERT INTO batch_jobs (user_id, nme) VALUES (1, 'invoices');

-- mgrun:down
DELETE FROM batch_jobs WHERE user_id IN (1, 2, 3);
DELETE FROM conversion_jobs WHERE user_id IN (1, 2, 3);
DELETE FROM users WHERE id IN (1, 2, 3);

-- mgrun:verify
SELECT COUNT(*) >= 3 FROM users;
