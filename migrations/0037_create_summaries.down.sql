-- It is worked out again when it comes back.
DROP TABLE summaries;
