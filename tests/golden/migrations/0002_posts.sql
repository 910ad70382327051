-- mgrun:up
CREATE TABLE posts (id INT NOT NULL PRIMARY KEY, user_id INT NOT NULL);
-- mgrun:down
DROP TABLE posts;
