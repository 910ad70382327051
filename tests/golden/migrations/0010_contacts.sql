-- mgrun:up
CREATE TABLE contacts (id INT NOT NULL PRIMARY KEY, user_id INT NOT NULL, phone VARCHAR(20) NULL,
  KEY contacts_user (user_id)) CHARSET=utf8mb4;
ALTER TABLE contacts ADD COLUMN fax VARCHAR(20) NULL;
-- mgrun:down
DROP TABLE contacts;
