-- They are counted again when they come back.
DROP TABLE cohort_counts;
