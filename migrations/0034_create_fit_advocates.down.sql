DROP TABLE fit_advocates;
