DROP TABLE exposures_due;
