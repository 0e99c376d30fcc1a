-- They are counted again when they come back.
DROP TABLE share_counts;
