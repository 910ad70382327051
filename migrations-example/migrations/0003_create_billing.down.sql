DROP TABLE payment_logs;
DROP TABLE subscriptions;
