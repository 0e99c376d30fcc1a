-- How many clicks and conversions a program had when its summaries were worked out: how much there is to add up.
ALTER TABLE summaries ADD COLUMN events bigint NOT NULL DEFAULT 0;
