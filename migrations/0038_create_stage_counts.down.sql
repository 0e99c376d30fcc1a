-- They are counted again when they come back.
DROP TABLE stage_counts;
