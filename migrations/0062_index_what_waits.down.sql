DROP INDEX reversals_without_effect;
DROP INDEX conversions_untraced;
