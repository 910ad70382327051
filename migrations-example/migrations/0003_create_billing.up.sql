CREATE TABLE subscriptions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  user_id BIGINT UNSIGNED NOT NULL,
  plan ENUM('free', 'pro', 'team') NOT NULL DEFAULT 'free',
  renews_at DATETIME NULL,
  PRIMARY KEY (id),
  UNIQUE KEY subscriptions_user (user_id),
  CONSTRAINT subscriptions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
    ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE payment_logs (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  subscription_id BIGINT UNSIGNED NOT NULL,
  amount DECIMAL(10, 2) NOT NULL,
  payload JSON NULL,
  paid_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  KEY payment_logs_subscription (subscription_id),
  CONSTRAINT payment_logs_subscription_fk FOREIGN KEY (subscription_id)
    REFERENCES subscriptions (id) ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
