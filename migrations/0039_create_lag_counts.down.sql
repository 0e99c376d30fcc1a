-- They are counted again when they come back.
DROP TABLE lag_counts, touch_counts;
