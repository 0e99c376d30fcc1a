-- They are counted again when they come back.
DROP TABLE referral_trees, generation_credit_counts, generation_counts;
