DROP TABLE fit_attempts;
