-- mgrun:description the misspelt column gets a successor; old code goes on reading `nme`

-- mgrun:up
ALTER TABLE batch_jobs ADD COLUMN name VARCHAR(120) NULL;
UPDATE batch_jobs SET name = nme WHERE name IS NULL;

-- mgrun:down
ALTER TABLE batch_jobs DROP COLUMN name;

-- mgrun:verify
SELECT COUNT(*) = 0 FROM batch_jobs WHERE NOT (name <=> nme);
