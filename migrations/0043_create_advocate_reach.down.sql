DROP TABLE advocate_reach;
